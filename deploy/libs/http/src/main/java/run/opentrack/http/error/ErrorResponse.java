package run.opentrack.http.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON body {@code {"detail": …}} of an error response. */
public final class ErrorResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorResponse() {}

    public static byte[] body(ApiException exception) {
        try {
            return JSON.writeValueAsBytes(Map.of("detail", exception.detail()));
        } catch (JsonProcessingException e) {
            return "{\"detail\":\"Internal Server Error\"}".getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Sends the error if the response has not started. A response whose head has been written is reset: its status can
     * no longer change.
     */
    public static void send(HttpServerResponse response, ApiException exception) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        // Headers of the response that is not sent.
        response.headers().remove("ETag").remove("Link");
        response.setStatusCode(exception.status());
        response.putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
        exception.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(body(exception)));
    }
}
