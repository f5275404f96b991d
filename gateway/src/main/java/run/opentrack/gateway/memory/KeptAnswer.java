package run.opentrack.gateway.memory;

import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/**
 * An answer as it was last given in full.
 *
 * @param headers that went to the client; read by all event loops, changed by none
 */
public record KeptAnswer(MultiMap headers, byte[] body) {
    /** So much is copied for the network at once, however slowly a client reads. */
    private static final int PIECE = 64 * 1_024;

    String etag() {
        return headers.get(HttpHeaders.ETAG);
    }

    /** Headers that the answer has by now, of the upstream's 304, are newer than those that were kept. */
    public void sendTo(HttpServerResponse response) {
        for (Map.Entry<String, String> header : headers) {
            if (!response.headers().contains(header.getKey())) {
                response.putHeader(header.getKey(), header.getValue());
            }
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        sendFrom(0, response);
    }

    private void sendFrom(int start, HttpServerResponse response) {
        int at = start;
        while (body.length - at > PIECE) {
            response.write(piece(at, PIECE));
            at += PIECE;
            if (response.writeQueueFull()) {
                int next = at;
                response.drainHandler(drained -> sendFrom(next, response));
                return;
            }
        }
        response.end(piece(at, body.length - at));
    }

    private Buffer piece(int start, int length) {
        return Buffer.buffer(Unpooled.wrappedBuffer(body, start, length));
    }
}
