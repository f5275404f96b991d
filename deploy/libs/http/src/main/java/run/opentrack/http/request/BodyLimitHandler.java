package run.opentrack.http.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/**
 * Reads a request's body before anything else does, up to a limit. Quarkus REST looks at the limit only where the length
 * is announced; a chunked body would be read whole, whatever its size. Whose body is long must be known before.
 */
final class BodyLimitHandler {
    /** What is read of anybody. */
    private static final int MAX_ANONYMOUS_SIZE = 16 * 1_024;

    private static final long LINGER_MILLIS = 1_000;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final long limit;
    private final EarlyAuthenticator authenticator;
    private final BodyMemoryBudget memoryBudget;
    private final Buffer body = Buffer.buffer();
    private boolean authenticated;

    /** @param authenticator null where anybody's body is read */
    BodyLimitHandler(
            RoutingContext routing, long limit, EarlyAuthenticator authenticator, BodyMemoryBudget memoryBudget) {
        this.routing = routing;
        this.request = routing.request();
        this.limit = limit;
        this.authenticator = authenticator;
        this.memoryBudget = memoryBudget;
    }

    void read() {
        try {
            requireAllowed(announcedLength());
        } catch (ApiException error) {
            reject(error);
            return;
        }
        routing.addEndHandler(ended -> memoryBudget.release(budgetedBytes(body.length())));
        request.handler(this::append);
        request.endHandler(end -> {
            ((RoutingContextInternal) routing).setBody(body);
            routing.next();
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void append(Buffer chunk) {
        try {
            requireAllowed(body.length() + chunk.length());
            memoryBudget.reserve(budgetedBytes(body.length() + chunk.length()) - budgetedBytes(body.length()));
            body.appendBuffer(chunk);
        } catch (ApiException error) {
            request.endHandler(null);
            reject(error);
        }
    }

    /** Short bodies are held whatever the others take, so that who uploads slowly keeps nobody from a small write. */
    private static int budgetedBytes(int length) {
        return Math.max(0, length - MAX_ANONYMOUS_SIZE);
    }

    private void requireAllowed(long length) {
        if (length > limit) {
            throw ApiException.tooLarge(limit);
        }
        if (length > MAX_ANONYMOUS_SIZE && !authenticated && authenticator != null) {
            authenticator.authenticate(request);
            authenticated = true;
        }
    }

    /**
     * What still comes of the body is thrown away until the client has had time to read the answer: a connection that is
     * closed with bytes unread takes the answer back (RFC 9112, 9.6). Without {@code Connection: close}, by which the
     * gateway knows a replica that leaves.
     */
    private void reject(ApiException error) {
        ErrorResponse.send(request.response(), error);
        if (request.isEnded()) {
            return;
        }
        request.handler(unread -> {}).resume();
        routing.vertx().setTimer(LINGER_MILLIS, elapsed -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }

    /** The length that the request says it has; one that is no number is over any limit. */
    private long announcedLength() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
