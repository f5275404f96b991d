package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** What stands behind the check: the country's lock, and the named key. */
class DuplicateLockTest {
    private static final ApiClient EDITOR = new TestAccounts(TestSuites.replicated())
            .withGroups("ADMIN_AND", "ADMIN_MCO")
            .api();
    private static final TestDatabase SQL = new TestDatabase(TestSuites.replicated());
    private static final String LOCK_COUNTRY =
            "SELECT pg_advisory_xact_lock(1129599577, (ascii('A') << 16) | (ascii('N') << 8) | ascii('D'))";

    @Test
    void a_lock_that_cannot_be_had_is_a_503_and_nothing_is_written() throws Exception {
        Map<String, Object> body = TestCompetitions.small("AND", "2031-03-01");
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute(LOCK_COUNTRY);
            long begin = System.nanoTime();
            Response answer = EDITOR.post(TestCompetitions.PATH, body);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(seconds).isBetween(1L, TestSuites.isFullRun() ? 3L : 15L);
            other.rollback();
        }
        assertThat(EDITOR.get(TestCompetitions.PATH + "?country=AND&from_date=2031-03-01&to_date=2031-03-01")
                        .json())
                .isEmpty();
        assertThat(EDITOR.post(TestCompetitions.PATH, body).status()).isEqualTo(201);
    }

    @Test
    void another_country_is_not_held_up() throws Exception {
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute(LOCK_COUNTRY);
            Response answer = EDITOR.post(TestCompetitions.PATH, TestCompetitions.small("MCO", "2031-03-01"));
            assertThat(answer.status()).isEqualTo(201);
            other.rollback();
        }
    }

    /** The row becomes visible only while the create waits for the key, after its check. */
    @Test
    void an_equal_row_that_came_past_the_lock_is_the_same_409() throws Exception {
        Map<String, Object> body = TestCompetitions.small("AND", "2031-04-01");
        String id = EDITOR.post(TestCompetitions.PATH, body).json().get("id").asText();
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("CREATE TEMP TABLE aside ON COMMIT DROP AS SELECT * FROM competition" + " WHERE id = '"
                            + id + "'");
            EDITOR.delete(TestCompetitions.PATH + id);
            other.createStatement().execute("INSERT INTO competition SELECT * FROM aside");
            CompletableFuture<Response> waiting =
                    CompletableFuture.supplyAsync(() -> EDITOR.post(TestCompetitions.PATH, body));
            awaitWaiter();
            other.commit();
            Response answer = waiting.get(20, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().get("detail").get("mathing_competitions").findValuesAsText("id"))
                    .containsExactly(id);
        }
    }

    @Test
    void an_equal_name_at_another_place_is_another_competition() {
        Map<String, Object> body = TestCompetitions.small("AND", "2031-05-01");
        Map<String, Object> here =
                TestCompetitions.with(TestCompetitions.with(body, "latitude", 42.5), "longitude", 1.5);
        Map<String, Object> far =
                TestCompetitions.with(TestCompetitions.with(body, "latitude", 43.5), "longitude", 1.5);
        assertThat(EDITOR.post(TestCompetitions.PATH, here).status()).isEqualTo(201);
        assertThat(EDITOR.post(TestCompetitions.PATH, far).status()).isEqualTo(201);
        assertThat(EDITOR.post(TestCompetitions.PATH, far).status()).isEqualTo(409);
    }

    private static void awaitWaiter() {
        String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'"
                + " AND usename = 'competition_service'";
        Eventually.within(15, () -> !SQL.queryValue(waiting).equals("0"));
    }
}
