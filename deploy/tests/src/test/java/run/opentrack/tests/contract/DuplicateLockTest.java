package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.CountryLockHolder;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Country lock and unique key behind the duplicate check. */
class DuplicateLockTest {
    private static final ApiClient EDITOR = new TestAccounts(TestSuites.shared())
            .withGroups("ADMIN_AND", "ADMIN_MCO")
            .api();
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    @Test
    void a_locked_country_does_not_block_another_one() throws Exception {
        try (var locked = CountryLockHolder.of("AND")) {
            Response response = EDITOR.post(TestCompetitions.PATH, TestCompetitions.small("MCO", "2031-03-01"));
            response.requireStatus(201);
        }
    }

    /** The row is committed only when the create already waits for the unique key. */
    @Test
    void an_equal_row_inserted_without_the_lock_is_the_same_409() throws Exception {
        Map<String, Object> body = TestCompetitions.small("AND", "2031-04-01");
        String id = EDITOR.post(TestCompetitions.PATH, body).json().get("id").asText();
        try (Connection other = DATABASE.connect()) {
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
            Response response = waiting.get(20, TimeUnit.SECONDS);
            response.requireStatus(409);
            assertThat(response.json().get("detail").get("mathing_competitions").findValuesAsText("id"))
                    .containsExactly(id);
        }
    }

    private static void awaitWaiter() {
        String waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'"
                + " AND usename = 'competition_service'";
        Eventually.within(15, () -> !DATABASE.queryValue(waiting).equals("0"));
    }
}
