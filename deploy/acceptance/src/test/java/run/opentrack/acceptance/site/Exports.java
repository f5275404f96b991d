package run.opentrack.acceptance.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Eventually;

/** Publishes the calendars now. */
final class Exports {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Exports() {}

    static void publish(Api superuser) {
        Instant end = Instant.now().plus(LONGEST);
        Api.Answer started = superuser.post("/api/v1/exports/", new java.util.HashMap<>());
        while (started.status() == 409 && Instant.now().isBefore(end)) {
            Eventually.pause(200);
            started = superuser.post("/api/v1/exports/", new java.util.HashMap<>());
        }
        assertThat(started.status()).as(started.toString()).isEqualTo(202);
        String path = "/api/v1/exports/" + started.json().get("id").asText();
        String status = "running";
        while (status.equals("running") && Instant.now().isBefore(end)) {
            Eventually.pause(200);
            status = superuser.get(path).json().get("status").asText();
        }
        assertThat(status).isEqualTo("succeeded");
    }
}
