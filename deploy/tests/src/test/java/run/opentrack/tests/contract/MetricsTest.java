package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.ServiceMetrics;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
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

    @Test
    @FullRun
    void pairs_of_which_a_competition_is_absent_await_no_decision() {
        TestDatabase database = new TestDatabase(suite);
        database.update("INSERT INTO duplicate_pair"
                + " (id, first_id, second_id, first_country, second_country, state, score, reasons, since)"
                + " SELECT gen_random_uuid(), uuidv7(), 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'LIE', 'LIE', 'proposed', 1,"
                + " '[]', now() FROM generate_series(1, 1000)");
        Map<String, Object> body = TestCompetitions.small("LIE", "2032-02-02");
        body.put("website", "https://example.org/2032/" + UUID.randomUUID());
        JsonNode first = create(body);
        JsonNode second = create(TestCompetitions.with(body, "country_id", "CHE"));
        JsonNode pair = TestDuplicates.find(editor, "LIE", "open", first, second);
        TestDuplicates.merge(editor, pair, first.get("id").asText()).requireStatus(202);
        Eventually.within(75, () -> value("opentrack_duplicate_pairs", "state=\"proposed\"") > 0);
        assertThat(value("opentrack_duplicate_pairs", "state=\"proposed\"")).isLessThan(1_000);
    }

    private JsonNode create(Map<String, Object> body) {
        ApiClient admin = new TestAccounts(suite)
                .withGroups("ADMIN_" + body.get("country_id"))
                .api();
        return admin.post(TestCompetitions.PATH, body).requireStatus(201).json();
    }

    private double count(String outcome) {
        return value("opentrack_creates_total", "outcome=\"" + outcome + "\"");
    }

    private double value(String metric, String tag) {
        int port = suite.config().ports().managementOf(Service.COMPETITION);
        return ServiceMetrics.find(port, metric, tag).orElse(0);
    }
}
