package run.opentrack.wire.request;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import run.opentrack.wire.error.ErrorAnswer;
import run.opentrack.wire.error.Refusal;

/**
 * Reads a request's body before anything else does, up to a limit. Quarkus REST looks at the limit only where the length
 * is announced; a chunked body would be read whole, whatever its size.
 */
final class LimitedBody {
    private LimitedBody() {}

    static void read(RoutingContext routing, long limit) {
        HttpServerRequest request = routing.request();
        if (announced(request) > limit) {
            ErrorAnswer.end(request.response(), Refusal.tooLarge(limit));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > limit) {
                request.handler(null).endHandler(null);
                ErrorAnswer.end(request.response(), Refusal.tooLarge(limit));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> {
            ((RoutingContextInternal) routing).setBody(body);
            routing.next();
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /** The length that the request says it has; one that is no number is over any limit. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
