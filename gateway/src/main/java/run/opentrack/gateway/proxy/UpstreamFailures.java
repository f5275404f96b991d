package run.opentrack.gateway.proxy;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jboss.logging.Logger;
import run.opentrack.gateway.upstream.Upstream;
import run.opentrack.http.error.ApiException;

/** What it means when an upstream does not answer. */
final class UpstreamFailures {
    /** Too many wait for the replica as it is. */
    static final Throwable QUEUE_FULL = new ConnectionPoolTooBusyException("too many wait for it");

    private static final Logger LOG = Logger.getLogger(UpstreamFailures.class);

    private UpstreamFailures() {}

    /** It did not take the connection. */
    static boolean isRefusedConnection(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
    }

    /** Nothing can have been sent. */
    static boolean isBeforeSend(Throwable failure) {
        return isRefusedConnection(failure) || failure instanceof ConnectionPoolTooBusyException;
    }

    /** It was connected, and the connection ended before an answer began. */
    static boolean isLostConnection(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof IOException && !isRefusedConnection(failure);
    }

    /**
     * It answers, and wants no more requests. A refusal may end the one connection: what a client sends makes no replica
     * rest.
     */
    static boolean isDraining(HttpClientResponse response) {
        String connection = response.headers().get(HttpHeaders.CONNECTION);
        return connection != null && connection.equalsIgnoreCase("close") && response.statusCode() < 400;
    }

    static ApiException timeout(Upstream upstream) {
        log(upstream, "no answer in time");
        return ApiException.gatewayTimeout();
    }

    /** What the client is told; the log names the upstream, the client does not learn it. */
    static ApiException toApiException(Throwable failure, Upstream upstream) {
        log(upstream, failure);
        if (failure instanceof ConnectionPoolTooBusyException) {
            return ApiException.unavailable("Too many requests at the moment", 1);
        }
        if (isRefusedConnection(failure)) {
            return ApiException.unavailable();
        }
        return ApiException.badGateway();
    }

    /** Once a second: in an outage each request fails alike. */
    private static void log(Upstream upstream, Object cause) {
        if (upstream.shouldLogFailure()) {
            LOG.warnf("%s does not answer: %s", upstream.name(), cause);
        }
    }
}
