package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promise A9: neither response nor duration of a failed login reveals whether an account exists. */
@Isolated
class AccountEnumerationTest {
    private static final int ROUNDS = 1_000;
    private static final int ROUNDS_BETWEEN_RESETS = 8;
    private static final double TOLERANCE = 0.05;

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestDatabase database = new TestDatabase(suite);
    private final ApiClient replica = EntryPoints.replica(suite, "auth-service");
    private final Map<String, String> emails = new LinkedHashMap<>();

    @BeforeEach
    void createAccounts() {
        emails.put("unknown", UUID.randomUUID() + "@example.org");
        for (String kind : List.of("known", "disabled", "unconfirmed", "imported", "unreadable", "excessive")) {
            emails.put(kind, accounts.withGroups().email());
        }
        database.update("UPDATE account SET enabled = false WHERE email = ?", emails.get("disabled"));
        database.update("UPDATE account SET confirmed = false WHERE email = ?", emails.get("unconfirmed"));
        setHash("imported", "pbkdf2_sha256$30000$Yv8Q2hT6wKz1$KswR9SOe21do+2wWIugxK2lRFetlHza4Al7elir9TRs=");
        setHash("unreadable", "!");
        setHash("excessive", "pbkdf2_sha256$99999999$Yv8Q2hT6wKz1$KswR9SOe21do+2wWIugxK2lRFetlHza4Al7elir9TRs=");
    }

    private void setHash(String kind, String hash) {
        database.update("UPDATE account SET password_hash = ? WHERE email = ?", hash, emails.get(kind));
    }

    /** An imported hash makes all failed logins slower. */
    @AfterEach
    void removeImportedHash() {
        setHash("imported", "!");
    }

    @Test
    @FullRun
    void a9_failed_logins_of_all_kinds_of_accounts_take_the_same_time() {
        boolean alike = false;
        for (int attempt = 0; attempt < 3 && !alike; attempt++) {
            alike = isAlike(interleaved());
        }
        assertThat(alike).isTrue();
    }

    @Test
    void a9_failed_logins_of_all_kinds_of_accounts_get_the_same_response() {
        Map<String, Object> first = null;
        for (String kind : emails.keySet()) {
            Map<String, Object> seen = comparableResponse(Eventually.retryOnBusy(() -> attempt(kind)));
            first = first == null ? seen : first;
            assertThat(seen).as(kind).isEqualTo(first);
        }
        assertThat(first).containsEntry("status", 401);
    }

    private static Map<String, Object> comparableResponse(ApiClient.Response response) {
        Map<String, Object> seen = new TreeMap<>(response.response().headers().map());
        seen.remove("x-request-id");
        seen.remove("date");
        seen.put("status", response.status());
        seen.put("body", response.text());
        return seen;
    }

    private Map<String, List<Double>> interleaved() {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (round % ROUNDS_BETWEEN_RESETS == 0) {
                database.update("DELETE FROM login_limit");
            }
            for (String kind : emails.keySet()) {
                long begin;
                ApiClient.Response response;
                int attempts = 0;
                do {
                    begin = System.nanoTime();
                    response = attempt(kind);
                } while (response.status() == 503 && attempts++ < 100);
                response.requireStatus(401);
                millis.computeIfAbsent(kind, k -> new ArrayList<>()).add((System.nanoTime() - begin) / 1e6);
            }
        }
        database.update("DELETE FROM login_limit");
        return millis;
    }

    /** The disabled and the unconfirmed account log in with the right password. */
    private ApiClient.Response attempt(String kind) {
        String password = kind.endsWith("known") ? "wrong password" : TestAccounts.PASSWORD;
        return LoginRateLimitTest.login(replica, emails.get(kind), password, "198.51.100.77");
    }

    private static boolean isAlike(Map<String, List<Double>> millis) {
        double unknown = median(millis.get("unknown"));
        boolean alike = true;
        for (Map.Entry<String, List<Double>> kind : millis.entrySet()) {
            double difference = Math.abs(median(kind.getValue()) / unknown - 1);
            double area = areaUnderCurve(kind.getValue(), millis.get("unknown"));
            System.out.printf(
                    "%s: median %.2f ms, AUC against unknown %.3f%n", kind.getKey(), median(kind.getValue()), area);
            alike &= difference <= TOLERANCE && Math.abs(area - 0.5) <= TOLERANCE;
        }
        return alike;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Area under the ROC curve: probability that a value of the first list is the larger one. */
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
