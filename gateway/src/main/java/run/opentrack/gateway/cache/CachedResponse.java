package run.opentrack.gateway.cache;

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
public record CachedResponse(MultiMap headers, byte[] body) {
    /** So much is copied for the network at once, however slowly a client reads. */
    private static final int CHUNK_SIZE = 64 * 1_024;

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
        while (body.length - at > CHUNK_SIZE) {
            response.write(chunk(at, CHUNK_SIZE));
            at += CHUNK_SIZE;
            if (response.writeQueueFull()) {
                int next = at;
                response.drainHandler(drained -> sendFrom(next, response));
                return;
            }
        }
        response.end(chunk(at, body.length - at));
    }

    private Buffer chunk(int start, int length) {
        return Buffer.buffer(Unpooled.wrappedBuffer(body, start, length));
    }
}
