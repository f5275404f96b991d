package run.opentrack.acceptance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Metrics;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;

/** What dashboards and alerts read. */
class MetricsTest {
    private final Suite suite = Suites.shared();
    private final Api editor = new People(suite).withGroups("ADMIN_LIE").api();

    @Test
    void creates_are_counted_by_how_they_end() {
        Map<String, Object> body = Competitions.small("LIE", "2032-02-01");
        double created = count("created");
        assertThat(editor.post(Competitions.PATH, body).status()).isEqualTo(201);
        assertThat(count("created")).isGreaterThan(created);

        double duplicate = count("duplicate");
        Api.Answer refused = editor.post(Competitions.PATH, body);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(count("duplicate")).isGreaterThan(duplicate);

        double overridden = count("overridden");
        String token = refused.json().get("detail").get("override_token").asText();
        assertThat(editor.post(Competitions.PATH, Competitions.with(body, "override_token", token))
                        .status())
                .isEqualTo(201);
        assertThat(count("overridden")).isGreaterThan(overridden);
    }

    private double count(String outcome) {
        int port = suite.plan().ports().managementOf(Service.COMPETITION);
        return Metrics.find(port, "opentrack_creates_total", "outcome=\"" + outcome + "\"")
                .orElse(0);
    }
}
