package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promises A10 and A11: limits on guessing the password of one account, and on one password for many accounts. */
@Isolated
class LoginRateLimitTest {
    private static final int GUESSES = TestSuites.isFullRun() ? 200 : 50;
    private static final String TOKEN = "/api/v1/auth/token";

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final List<ApiClient> replicas =
            List.of(EntryPoints.replica(suite, "auth-service"), EntryPoints.replica(suite, "auth-service-2"));

    @Test
    void a10_of_many_parallel_guesses_over_two_replicas_at_most_12_are_verified() {
        String email = accounts.withGroups().email();
        int tried = 0;
        for (int attack = 0; attack == 0 || tried == 0 && attack < 20; attack++) {
            Map<Integer, List<ApiClient.Response>> responses = byStatus(LoadGenerator.run(
                    GUESSES,
                    GUESSES,
                    i -> login(replicas.get(i % 2), email, "wrong password " + i, "198.51.100." + i % 250)));
            assertThat(responses.keySet()).isSubsetOf(401, 429, 503);
            tried += responses.getOrDefault(401, List.of()).size();
        }
        assertThat(tried).isBetween(1, 12);
        for (int i = 0; i < 12; i++) {
            ApiClient replica = replicas.get(i % 2);
            Eventually.retryOnBusy(() -> login(replica, email, "wrong password", "198.51.100.1"));
        }
        for (ApiClient replica : replicas) {
            ApiClient.Response locked = login(replica, email, TestAccounts.PASSWORD, "198.51.100.1");
            locked.requireStatus(429);
            assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(1, 15 * 60 + 1);
        }
    }

    @Test
    void a10_the_lock_ends_by_itself_and_only_failures_count() {
        String email = accounts.withGroups().email();
        for (int i = 0; i < 15; i++) {
            login(replicas.get(i % 2), email, TestAccounts.PASSWORD, "198.51.100.2")
                    .requireStatus(200);
        }
        for (int i = 0; i < 10; i++) {
            login(replicas.get(i % 2), email, "wrong password", "198.51.100.2").requireStatus(401);
        }
        login(replicas.get(0), email, TestAccounts.PASSWORD, "198.51.100.2").requireStatus(429);
        assertThat(expireWindow(email)).isPositive();
        login(replicas.get(0), email.toUpperCase(), TestAccounts.PASSWORD, "198.51.100.2")
                .requireStatus(200);
    }

    @Test
    void a10_an_unknown_email_is_locked_as_a_known_one_is() {
        String email = UUID.randomUUID() + "@example.org";
        List<Integer> statuses = IntStream.range(0, 12)
                .mapToObj(i -> login(replicas.get(i % 2), email, "wrong password", "198.51.100.3")
                        .status())
                .toList();
        assertThat(statuses.subList(0, 10)).containsOnly(401);
        assertThat(statuses.subList(10, 12)).containsOnly(429);
        String retryAfter =
                login(replicas.get(0), email, "wrong password", "198.51.100.3").header("Retry-After");
        assertThat(Long.parseLong(retryAfter)).isBetween(1L, 900L);
    }

    @Test
    void a11_password_spraying_is_throttled_and_50_accounts_behind_one_address_are_not() {
        Suite withLimit = MailSuite.running();
        ApiClient[] replicas = {
            EntryPoints.replica(withLimit, "auth-service"), EntryPoints.replica(withLimit, "auth-service-2")
        };
        int tries = TestSuites.isFullRun() ? 1_000 : 100;
        int limit = MailSuite.MAX_FAILURES_PER_IP;
        String office = "203.0.113." + ThreadLocalRandom.current().nextInt(256);
        String sprayer = "192.0.2." + ThreadLocalRandom.current().nextInt(256);
        long begin = System.nanoTime();
        Map<Integer, List<ApiClient.Response>> responses = byStatus(LoadGenerator.run(
                tries, 10, i -> login(replicas[i % 2], UUID.randomUUID() + "@example.org", "Summer2027!", sprayer)));
        long seconds = (System.nanoTime() - begin) / 1_000_000_000L;
        assertThat(responses.get(401).size()).isBetween(limit, (int) (limit + 20 + 2 * seconds));
        assertThat(responses.get(429)).isNotEmpty().allSatisfy(response -> assertThat(response.header("Retry-After"))
                .isEqualTo("1"));

        List<String> emails = IntStream.range(0, TestSuites.isFullRun() ? 50 : 8)
                .mapToObj(i -> MailSuite.newConfirmedAccount())
                .toList();
        Map<Integer, List<ApiClient.Response>> sameAddress = byStatus(LoadGenerator.run(
                emails.size(),
                10,
                i -> Eventually.retryOnBusy(
                        () -> login(replicas[i % 2], emails.get(i), TestAccounts.PASSWORD, office))));
        assertThat(sameAddress.keySet()).containsOnly(200);
    }

    static ApiClient.Response login(ApiClient api, String email, String password, String address) {
        return api.with("X-Forwarded-For", address).form(TOKEN, Map.of("username", email, "password", password));
    }

    private int expireWindow(String email) {
        return new TestDatabase(suite).update("""
            UPDATE login_limit SET failures = ARRAY(SELECT f - interval '15 minutes' FROM unnest(failures) f)
             WHERE subject = sha256(convert_to('email:' || ?, 'UTF8'))\
            """, email);
    }

    private static Map<Integer, List<ApiClient.Response>> byStatus(List<ApiClient.Response> responses) {
        return responses.stream().collect(Collectors.groupingBy(ApiClient.Response::status));
    }
}
