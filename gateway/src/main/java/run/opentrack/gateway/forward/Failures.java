package run.opentrack.gateway.forward;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import run.opentrack.wire.error.Refusal;

/** What it means when an upstream does not answer. */
final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {}

    /** Nothing can have been sent. */
    static boolean isRefusedConnection(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException;
    }

    /** It was connected, and the connection ended before an answer began. */
    static boolean isLostConnection(Throwable failure) {
        return failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof IOException && !isRefusedConnection(failure);
    }

    /** What the client is told; the log names the upstream, the client does not learn it. */
    static Refusal refusalFor(Throwable failure, String upstream) {
        LOG.warnf("%s does not answer: %s", upstream, failure);
        if (failure instanceof TimeoutException || failure instanceof NoStackTraceTimeoutException) {
            return Refusal.gatewayTimeout();
        }
        if (failure instanceof ConnectionPoolTooBusyException) {
            return Refusal.unavailable("Too many requests at the moment", 1);
        }
        if (isRefusedConnection(failure)) {
            return Refusal.unavailable();
        }
        return Refusal.badGateway();
    }
}
