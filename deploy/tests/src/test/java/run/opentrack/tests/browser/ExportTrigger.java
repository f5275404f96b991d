package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;

/** Starts an export and waits for its end. */
final class ExportTrigger {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private ExportTrigger() {}

    static void publish(ApiClient superuser) {
        Instant end = Instant.now().plus(TIMEOUT);
        ApiClient.Response started = superuser.post("/api/v1/exports/", new java.util.HashMap<>());
        while (started.status() == 409 && Instant.now().isBefore(end)) {
            Eventually.pause(200);
            started = superuser.post("/api/v1/exports/", new java.util.HashMap<>());
        }
        started.requireStatus(202);
        String path = "/api/v1/exports/" + started.json().get("id").asText();
        String status = "running";
        while (status.equals("running") && Instant.now().isBefore(end)) {
            Eventually.pause(200);
            status = superuser.get(path).json().get("status").asText();
        }
        assertThat(status).isEqualTo("succeeded");
    }
}
