package run.opentrack.gateway.proxy;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jboss.logging.Logger;
import run.opentrack.gateway.upstream.Upstream;
import run.opentrack.http.error.ApiException;

/** Classification of upstream failures and their error responses. */
final class UpstreamFailures {
    /** Failure of a request that finds the queue of an instance full. */
    static final Throwable QUEUE_FULL = new ConnectionPoolTooBusyException("request queue is full");

    private static final Logger LOG = Logger.getLogger(UpstreamFailures.class);

    private UpstreamFailures() {}

    /** @return whether no connection was established */
    static boolean isRefusedConnection(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
    }

    /** @return whether no byte of the request can have been sent */
    static boolean isBeforeSend(Throwable failure) {
        return isRefusedConnection(failure) || failure instanceof ConnectionPoolTooBusyException;
    }

    /** @return whether the connection closed before a response started */
    static boolean isLostConnection(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof IOException && !isRefusedConnection(failure);
    }

    /** @return whether the request may be sent once more although it may have been received */
    static boolean isRetryable(HttpMethod method, boolean hasBody, Throwable failure) {
        boolean read = method == HttpMethod.GET || method == HttpMethod.HEAD;
        return read && !hasBody && isLostConnection(failure);
    }

    /**
     * @return whether the instance announces its shutdown. A 4xx or 5xx response may close its own connection and does
     * not count, so that no client request can eject an instance.
     */
    static boolean isDraining(int status, String connection) {
        return "close".equalsIgnoreCase(connection) && status < 400;
    }

    static ApiException timeout(Upstream upstream) {
        log(upstream, "response timeout");
        return ApiException.gatewayTimeout();
    }

    /**
     * Logs the failure with the upstream's name, which is not disclosed to the client.
     *
     * @return the error response
     */
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

    /** Logs at most once a second, as all requests fail alike in an outage. */
    private static void log(Upstream upstream, Object cause) {
        if (upstream.shouldLogFailure()) {
            LOG.warnf("Request to %s failed: %s", upstream.name(), cause);
        }
    }
}
