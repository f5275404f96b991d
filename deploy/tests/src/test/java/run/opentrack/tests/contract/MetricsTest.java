package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ServiceMetrics;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Metrics that dashboards and alerts use. */
class MetricsTest {
    private final Suite suite = TestSuites.shared();
    private final ApiClient editor =
            new TestAccounts(suite).withGroups("ADMIN_LIE").api();

    @Test
    void creates_are_counted_by_outcome() {
        Map<String, Object> body = TestCompetitions.small("LIE", "2032-02-01");
        double created = count("created");
        editor.post(TestCompetitions.PATH, body).requireStatus(201);
        assertThat(count("created")).isGreaterThan(created);

        double duplicate = count("duplicate");
        ApiClient.Response conflict = editor.post(TestCompetitions.PATH, body);
        conflict.requireStatus(409);
        assertThat(count("duplicate")).isGreaterThan(duplicate);

        double overridden = count("overridden");
        String token = conflict.json().get("detail").get("override_token").asText();
        editor.post(TestCompetitions.PATH, TestCompetitions.with(body, "override_token", token))
                .requireStatus(201);
        assertThat(count("overridden")).isGreaterThan(overridden);
    }

    @Test
    void management_responses_forbid_type_guessing() {
        for (Service service : Service.values()) {
            ApiClient management = ApiClient.on(suite.config().ports().managementOf(service));
            for (String path : List.of("/q/metrics", "/q/health/live", "/q/unknown")) {
                assertThat(management.get(path).header("X-Content-Type-Options"))
                        .as(service + path)
                        .isEqualTo("nosniff");
            }
        }
    }

    private double count(String outcome) {
        int port = suite.config().ports().managementOf(Service.COMPETITION);
        return ServiceMetrics.find(port, "opentrack_creates_total", "outcome=\"" + outcome + "\"")
                .orElse(0);
    }
}
