package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CountryLockHolder;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Error responses and request ids. */
class ErrorResponseTest {
    /** Database connections of a replica. */
    private static final int CONNECTIONS = 20;

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/ping/",
                "/api/v1/auth/me",
                "/api/v1/competitions/?limit=1",
                "/api/v1/competitions/" + UNKNOWN,
                "/api/v1/competitions/" + UNKNOWN + "/history",
                "/api/v1/exports/",
                "/no/such/path"
            })
    void a_valid_request_id_is_returned_and_an_invalid_one_replaced(String path) {
        ApiClient api = accounts.superuser();
        String id = "test." + UUID.randomUUID() + "_1";
        assertThat(api.with("X-Request-Id", id).get(path).header("X-Request-Id"))
                .isEqualTo(id);
        for (String invalid : List.of("a b", "x".repeat(65), "<script>", "a,b")) {
            String made = api.with("X-Request-Id", invalid).get(path).header("X-Request-Id");
            assertThat(made).matches("[A-Za-z0-9._-]{1,64}").isNotEqualTo(invalid);
        }
        assertThat(api.get(path).header("X-Request-Id"))
                .isNotEqualTo(api.get(path).header("X-Request-Id"));
    }

    @Test
    void an_unexpected_failure_is_500_with_the_request_id_of_the_log_and_nothing_else() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_ISL").api();
        String id = "unforeseen-" + UUID.randomUUID();
        ApiClient.Response response;
        new TestDatabase(suite).execute("ALTER TABLE opentrack.competition_history RENAME TO competition_history_away");
        try {
            response = admin.with("X-Request-Id", id)
                    .post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2083-01-01"));
        } finally {
            new TestDatabase(suite)
                    .execute("ALTER TABLE opentrack.competition_history_away RENAME TO competition_history");
        }
        response.requireStatus(500);
        assertThat(response.text()).isEqualTo("{\"detail\":\"Internal Server Error, request " + id + "\"}");
        assertThat(response.header("X-Request-Id")).isEqualTo(id);
        assertThat(logLines(id))
                .anySatisfy(line -> assertThat(line).contains("ERROR").contains("failed"));
        admin.post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2083-01-01"))
                .requireStatus(201);
    }

    @Test
    void a_country_lock_timeout_is_503_and_writes_nothing() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_GRL").api();
        String id = "locked-" + UUID.randomUUID();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-01-01");
        ApiClient.Response response;
        try (var country = CountryLockHolder.of("GRL")) {
            long since = System.nanoTime();
            response = admin.with("X-Request-Id", id).post(TestCompetitions.PATH, competition);
            assertThat(Duration.ofNanos(System.nanoTime() - since).toSeconds())
                    .isBetween(1L, TestSuites.isFullRun() ? 3L : 15L);
            country.release();
        }
        response.requireStatus(503);
        assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
        assertThat(response.json().get("detail").isTextual()).isTrue();
        assertThat(logLines(id)).isNotEmpty();
        assertThat(admin.get(TestCompetitions.PATH + "?country=GRL&year=2083").text())
                .isEqualTo("[]");
    }

    @Test
    void waiting_for_a_country_lock_does_not_delay_other_requests() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_GRL", "ADMIN_FRO").api();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-02-01");
        String existing = admin.post(TestCompetitions.PATH, competition).header("Location");
        String elsewhere = admin.post(TestCompetitions.PATH, TestCompetitions.small("FRO", "2083-02-01"))
                .header("Location");
        try (var country = CountryLockHolder.of("GRL")) {
            CompletableFuture<List<Integer>> waiting = CompletableFuture.supplyAsync(() -> LoadGenerator.run(
                    2 * CONNECTIONS,
                    2 * CONNECTIONS,
                    n -> (n % 2 == 0 ? admin.patch(existing, Map.of("city", "Nuuk " + n)) : keyed(admin)).status()));
            country.awaitWaiter();
            // Waits until the other requests wait too.
            Eventually.pause(300);
            long since = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                admin.get(elsewhere + "/history").requireStatus(200);
                admin.patch(elsewhere, Map.of("city", "Tórshavn " + i)).requireStatus(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofMillis(1_500));
            country.release();
            assertThat(waiting.get()).isSubsetOf(200, 201, 503);
        }
    }

    @Test
    void requests_that_need_no_lock_succeed_while_others_wait_for_the_country() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_GRL").api();
        ApiClient stranger = accounts.withGroups("ADMIN_FRO").api();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-03-01");
        ApiClient repeating = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        ApiClient.Response first = repeating.post(TestCompetitions.PATH, competition);
        String existing = first.header("Location");
        try (var country = CountryLockHolder.of("GRL")) {
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> admin.patch(existing, Map.of("city", "Nuuk")).status());
            country.awaitWaiter();
            assertThat(repeating.post(TestCompetitions.PATH, competition).text())
                    .isEqualTo(first.text());
            repeating.post(TestCompetitions.PATH, Map.of()).requireStatus(422);
            keyed(stranger).requireStatus(403);
            stranger.patch(existing, Map.of("city", "Qaqortoq")).requireStatus(403);
            stranger.delete(existing).requireStatus(403);
            assertThat(waiting).isNotDone();
            country.release();
            assertThat(waiting.get()).isEqualTo(200);
        }
    }

    private ApiClient.Response keyed(ApiClient admin) {
        return admin.with("Idempotency-Key", UUID.randomUUID().toString())
                .post(TestCompetitions.PATH, TestCompetitions.small("GRL", "2083-02-02"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 9_000, 12_000, 21_000, 100_000, 1_000_000})
    void a_body_of_any_allowed_length_is_read_completely(int length) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2083-01-01");
        String text = "ä".repeat(length / 2);
        // Members that are not listed are ignored, and events have a limit of their own.
        competition.put("padding", text);
        competition.put("events", List.of(Map.of("name", "the last")));
        ApiClient.Response response = accounts.superuser().post(TestCompetitions.PATH + "test", competition);
        response.requireStatus(200);
        assertThat(response.json().at("/ignored_fields/0").asText()).isEqualTo("padding");
        assertThat(response.json().at("/competition/events/0/name").asText()).isEqualTo("the last");
    }

    private List<String> logLines(String id) throws IOException {
        return Files.readAllLines(suite.config().log("competition-service")).stream()
                .filter(line -> line.contains(id))
                .toList();
    }
}
