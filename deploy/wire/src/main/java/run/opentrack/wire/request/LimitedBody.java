package run.opentrack.wire.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import run.opentrack.wire.error.ErrorAnswer;
import run.opentrack.wire.error.Refusal;

/**
 * Reads a request's body before anything else does, up to a limit. Quarkus REST looks at the limit only where the length
 * is announced; a chunked body would be read whole, whatever its size. Whose body is long must be known before.
 */
final class LimitedBody {
    /** What is read of anybody. */
    private static final int SHORT = 16 * 1_024;

    private static final long LINGER_MILLIS = 1_000;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final long limit;
    private final Doorkeeper doorkeeper;
    private final HeldBodies held;
    private final Buffer body = Buffer.buffer();
    private boolean admitted;

    /** @param doorkeeper null where anybody's body is read */
    LimitedBody(RoutingContext routing, long limit, Doorkeeper doorkeeper, HeldBodies held) {
        this.routing = routing;
        this.request = routing.request();
        this.limit = limit;
        this.doorkeeper = doorkeeper;
        this.held = held;
    }

    void read() {
        try {
            require(announced());
        } catch (Refusal refusal) {
            refuse(refusal);
            return;
        }
        routing.addEndHandler(answered -> held.give(beyondShort(body.length())));
        request.handler(this::take);
        request.endHandler(end -> {
            ((RoutingContextInternal) routing).setBody(body);
            routing.next();
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void take(Buffer chunk) {
        try {
            require(body.length() + chunk.length());
            held.take(beyondShort(body.length() + chunk.length()) - beyondShort(body.length()));
            body.appendBuffer(chunk);
        } catch (Refusal refusal) {
            request.endHandler(null);
            refuse(refusal);
        }
    }

    /** Short bodies are held whatever the others take, so that who uploads slowly keeps nobody from a small write. */
    private static int beyondShort(int length) {
        return Math.max(0, length - SHORT);
    }

    private void require(long length) {
        if (length > limit) {
            throw Refusal.tooLarge(limit);
        }
        if (length > SHORT && !admitted && doorkeeper != null) {
            doorkeeper.admit(request);
            admitted = true;
        }
    }

    /**
     * What still comes of the body is thrown away until the client has had time to read the answer: a connection that is
     * closed with bytes unread takes the answer back (RFC 9112, 9.6). Without {@code Connection: close}, by which the
     * gateway knows a replica that leaves.
     */
    private void refuse(Refusal refusal) {
        ErrorAnswer.end(request.response(), refusal);
        if (request.isEnded()) {
            return;
        }
        request.handler(unread -> {}).resume();
        routing.vertx().setTimer(LINGER_MILLIS, over -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }

    /** The length that the request says it has; one that is no number is over any limit. */
    private long announced() {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
