package run.opentrack.acceptance.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Api.Answer;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;

/** What stands behind the check: the country's lock, and the named key. */
class LockAndKeyTest {
    private static final Api EDITOR =
            new People(Suites.twins()).withGroups("ADMIN_AND", "ADMIN_MCO").api();
    private static final Sql SQL = new Sql(Suites.twins());
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(1129599577, (ascii('A') << 16) | (ascii('N') << 8) | ascii('D'))";

    @Test
    void a_lock_that_cannot_be_had_is_a_503_and_nothing_is_written() throws Exception {
        Map<String, Object> body = Competitions.small("AND", "2031-03-01");
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute(LOCK);
            long begin = System.nanoTime();
            Answer answer = EDITOR.post(Competitions.PATH, body);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
            assertThat(seconds).isBetween(1L, Suites.inFull() ? 3L : 15L);
            other.rollback();
        }
        assertThat(EDITOR.get(Competitions.PATH + "?country=AND&from_date=2031-03-01&to_date=2031-03-01")
                        .json())
                .isEmpty();
        assertThat(EDITOR.post(Competitions.PATH, body).status()).isEqualTo(201);
    }

    @Test
    void another_country_is_not_held_up() throws Exception {
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute(LOCK);
            Answer answer = EDITOR.post(Competitions.PATH, Competitions.small("MCO", "2031-03-01"));
            assertThat(answer.status()).isEqualTo(201);
            other.rollback();
        }
    }

    /** The row becomes visible only while the create waits for the key, after its check. */
    @Test
    void an_equal_row_that_came_past_the_lock_is_the_same_409() throws Exception {
        Map<String, Object> body = Competitions.small("AND", "2031-04-01");
        String id = EDITOR.post(Competitions.PATH, body).json().get("id").asText();
        try (Connection other = SQL.connect()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("CREATE TEMP TABLE aside ON COMMIT DROP AS SELECT * FROM competition" + " WHERE id = '"
                            + id + "'");
            EDITOR.delete(Competitions.PATH + id);
            other.createStatement().execute("INSERT INTO competition SELECT * FROM aside");
            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> EDITOR.post(Competitions.PATH, body));
            awaitWaiter();
            other.commit();
            Answer answer = waiting.get(20, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().get("detail").get("mathing_competitions").findValuesAsText("id"))
                    .containsExactly(id);
        }
    }

    @Test
    void an_equal_name_at_another_place_is_another_competition() {
        Map<String, Object> body = Competitions.small("AND", "2031-05-01");
        Map<String, Object> here = Competitions.with(Competitions.with(body, "latitude", 42.5), "longitude", 1.5);
        Map<String, Object> far = Competitions.with(Competitions.with(body, "latitude", 43.5), "longitude", 1.5);
        assertThat(EDITOR.post(Competitions.PATH, here).status()).isEqualTo(201);
        assertThat(EDITOR.post(Competitions.PATH, far).status()).isEqualTo(201);
        assertThat(EDITOR.post(Competitions.PATH, far).status()).isEqualTo(409);
    }

    private static void awaitWaiter() {
        String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'"
                + " AND usename = 'competition_service'";
        Eventually.within(15, () -> !SQL.one(waiting).equals("0"));
    }
}
