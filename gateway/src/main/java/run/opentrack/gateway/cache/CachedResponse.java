package run.opentrack.gateway.cache;

import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/**
 * A stored response.
 *
 * @param headers as sent to the client; not modified, as all event loops share them
 */
public record CachedResponse(MultiMap headers, byte[] body) {
    /** Bytes written at once, which bounds the memory of a slow client. */
    private static final int CHUNK_SIZE = 64 * 1_024;

    String etag() {
        return headers.get(HttpHeaders.ETAG);
    }

    int headerSize() {
        return headers.entries().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum();
    }

    /**
     * Sends the response. Headers of the upstream's 304, which the response has already, take precedence over the stored
     * ones, except those that describe the stored body (RFC 9111, 3.2).
     */
    public void sendTo(HttpServerResponse response) {
        response.headers().remove(HttpHeaders.CONTENT_ENCODING).remove(HttpHeaders.CONTENT_TYPE);
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
