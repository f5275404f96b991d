package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * Export runs that a superuser starts and follows.
 *
 * @param maxSeconds maximum duration of a run
 */
public record ExportRuns(ApiClient superuser, int maxSeconds) {
    public static final String PATH = "/api/v1/exports/";

    private static final int MAX_SECONDS = 60;

    public ExportRuns(ApiClient superuser) {
        this(superuser, MAX_SECONDS);
    }

    /** Starts a run, once no other one is running, and returns it when it has ended. */
    public JsonNode run(String body) {
        return awaitEnd(start(body).json().get("id").asText());
    }

    /** Starts a run and requires it to succeed. */
    public void publish() {
        JsonNode run = run("");
        if (!run.get("status").asText().equals("succeeded")) {
            throw new AssertionError("the export did not succeed: " + run);
        }
    }

    /** Starts a run, once no other one is running. */
    public ApiClient.Response start(String body) {
        ApiClient.Response[] response = new ApiClient.Response[1];
        Eventually.within(MAX_SECONDS, () -> {
            response[0] = superuser.send("POST", PATH, body.getBytes(StandardCharsets.UTF_8));
            return response[0].status() != 409;
        });
        return response[0].requireStatus(202);
    }

    public JsonNode awaitEnd(String run) {
        JsonNode[] now = new JsonNode[1];
        Eventually.within(maxSeconds, () -> {
            now[0] = superuser.get(PATH + run).json();
            return !now[0].get("status").asText().equals("running");
        });
        return now[0];
    }
}
