package run.opentrack.wire.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A refusal as bytes: {@code {"detail": …}}, always JSON. */
public final class ErrorAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorAnswer() {}

    public static byte[] body(Refusal refusal) {
        try {
            return JSON.writeValueAsBytes(Map.of("detail", refusal.detail()));
        } catch (JsonProcessingException e) {
            return "{\"detail\":\"Internal Server Error\"}".getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Ends an answer that has not begun; one that has begun can only be cut off. */
    public static void end(HttpServerResponse response, Refusal refusal) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        // What was to be answered is not: neither its version nor what follows it.
        response.headers().remove("ETag").remove("Link");
        response.setStatusCode(refusal.status());
        response.putHeader("Content-Type", "application/json");
        refusal.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(body(refusal)));
    }
}
