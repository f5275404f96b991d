package run.opentrack.gateway.forward;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;

/**
 * Passes an answer's body on. The last piece that has come is held back until the next comes or the end: an answer that
 * came in one piece then leaves in one write, with its head.
 */
final class AnswerBody {
    private final HttpClientResponse upstream;
    private final HttpServerResponse response;
    private Buffer held;

    private AnswerBody(HttpClientResponse upstream, HttpServerResponse response) {
        this.upstream = upstream;
        this.response = response;
    }

    static void pass(HttpClientResponse upstream, HttpServerResponse response) {
        AnswerBody body = new AnswerBody(upstream, response);
        upstream.handler(body::take);
        upstream.endHandler(end -> body.end());
    }

    private void take(Buffer piece) {
        if (held != null) {
            response.write(held);
            if (response.writeQueueFull()) {
                upstream.pause();
                response.drainHandler(drained -> upstream.resume());
            }
        }
        held = piece;
    }

    private void end() {
        if (held == null) {
            response.end();
        } else {
            response.end(held);
        }
    }
}
