package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promise A9: neither what a failed login answers nor how long it takes tells which accounts there are. */
class AccountEnumerationTest {
    private static final int BETWEEN_RESETS = 8;

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts people = new TestAccounts(suite);
    private final TestDatabase sql = new TestDatabase(suite);
    private final ApiClient replica = EntryPoints.replica(suite, "auth-service");
    private final Map<String, String> emails = new LinkedHashMap<>();

    @Test
    void a9_known_unknown_disabled_and_unconfirmed_accounts_answer_alike_in_the_same_time() {
        emails.put("unknown", UUID.randomUUID() + "@example.org");
        for (String kind : List.of("known", "disabled", "unconfirmed")) {
            emails.put(kind, people.withGroups().email());
        }
        sql.update("UPDATE account SET enabled = false WHERE email = ?", emails.get("disabled"));
        sql.update("UPDATE account SET confirmed = false WHERE email = ?", emails.get("unconfirmed"));
        assertSameAnswers();
        int rounds = TestSuites.isFullRun() ? 1_000 : 40;
        double tolerance = TestSuites.isFullRun() ? 0.05 : 0.25;
        boolean alike = false;
        for (int attempt = 0; attempt < 3 && !alike; attempt++) {
            Map<String, List<Double>> millis = interleaved(rounds);
            alike = isAlike(millis, tolerance);
        }
        assertThat(alike).isTrue();
    }

    private void assertSameAnswers() {
        Map<String, Object> first = null;
        for (String kind : emails.keySet()) {
            Map<String, Object> seen = comparableResponse(attempt(kind));
            first = first == null ? seen : first;
            assertThat(seen).as(kind).isEqualTo(first);
        }
        assertThat(first).containsEntry("status", 401);
    }

    private static Map<String, Object> comparableResponse(ApiClient.Response answer) {
        Map<String, Object> seen = new TreeMap<>(answer.response().headers().map());
        seen.remove("x-request-id");
        seen.remove("date");
        seen.put("status", answer.status());
        seen.put("body", answer.text());
        return seen;
    }

    private Map<String, List<Double>> interleaved(int rounds) {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            if (round % BETWEEN_RESETS == 0) {
                sql.update("DELETE FROM login_limit");
            }
            for (String kind : emails.keySet()) {
                long begin = System.nanoTime();
                assertThat(attempt(kind).status()).isEqualTo(401);
                millis.computeIfAbsent(kind, k -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
            }
        }
        sql.update("DELETE FROM login_limit");
        return millis;
    }

    /** A disabled and an unconfirmed account with their right password. */
    private ApiClient.Response attempt(String kind) {
        String password = kind.endsWith("known") ? "wrong password" : TestAccounts.PASSWORD;
        return LoginRateLimitTest.login(replica, emails.get(kind), password, "198.51.100.77");
    }

    private static boolean isAlike(Map<String, List<Double>> millis, double tolerance) {
        double unknown = median(millis.get("unknown"));
        boolean alike = true;
        for (Map.Entry<String, List<Double>> kind : millis.entrySet()) {
            double difference = Math.abs(median(kind.getValue()) / unknown - 1);
            double area = areaUnderCurve(kind.getValue(), millis.get("unknown"));
            System.out.printf(
                    "%s: median %.2f ms, AUC against unknown %.3f%n", kind.getKey(), median(kind.getValue()), area);
            double apart = TestSuites.isFullRun() ? 0.05 : 0.2;
            alike &= difference <= tolerance && Math.abs(area - 0.5) <= apart;
        }
        return alike;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** The area under the ROC curve: how often one of these is slower than one of those. */
    private static double areaUnderCurve(List<Double> these, List<Double> those) {
        double slower = 0;
        for (double one : these) {
            for (double other : those) {
                slower += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return slower / these.size() / those.size();
    }
}
