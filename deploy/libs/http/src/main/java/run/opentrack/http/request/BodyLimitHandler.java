package run.opentrack.http.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.internal.VertxWebInternals;

/**
 * Reader of a request body up to a limit, before any other handler. Quarkus REST enforces its limit only on an
 * announced length and would read a chunked body of any size.
 */
final class BodyLimitHandler {
    /** Larger bodies are read only after authentication. */
    private static final int MAX_ANONYMOUS_SIZE = 16 * 1_024;

    private static final long LINGER_MILLIS = 1_000;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final long limit;
    private final EarlyAuthenticator authenticator;
    private final BodyMemoryBudget memoryBudget;
    private final Buffer body = Buffer.buffer();
    private boolean authenticated;

    /** @param authenticator null if the service has no authentication */
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
            VertxWebInternals.setBody(routing, body);
            routing.next();
        });
        // Removed, since the framework would continue too. An HTTP/1.0 client does not know the status (RFC 9110,
        // 10.1.1).
        String expectation = request.getHeader(HttpHeaders.EXPECT);
        request.headers().remove(HttpHeaders.EXPECT);
        if ("100-continue".equalsIgnoreCase(expectation) && request.version() != HttpVersion.HTTP_1_0) {
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

    /** Bytes that count against the budget. Small bodies are exempt, so that slow uploads block no small write. */
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
     * Sends the error and discards the rest of the body for a while: closing a connection with unread bytes resets it
     * before the client reads the response (RFC 9112, 9.6). No {@code Connection: close}, by which a replica
     * announces its shutdown to the gateway.
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

    /** Announced length; a value that is not a number counts as over any limit. */
    private long announcedLength() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
