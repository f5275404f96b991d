package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.EventStreamClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Follower;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Changes for followers, in countries that no other test uses. */
@ResourceLock("change_epoch")
class ChangesTest {
    private static final String PATH = "/api/v1/competitions/changes";
    private static final Suite SUITE = TestSuites.shared();
    private static final TestDatabase DATABASE = new TestDatabase(SUITE);
    private static final TestAccounts.TestAccount ACCOUNT =
            new TestAccounts(SUITE).withGroups("ADMIN_NIU", "ADMIN_COK", "ADMIN_WLF");
    private static final ApiClient API = ACCOUNT.api();

    private final Follower follower = new Follower(API, "?country=NIU&country=COK");

    @Test
    void a_copy_follows_creates_changes_moves_and_deletions() {
        String kept = create("NIU", "2031-01-01");
        String deleted = create("NIU", "2031-01-02");
        String moved = create("COK", "2031-01-03");
        follower.synchronize(2);
        assertThat(follower.copy()).isEqualTo(listed("NIU", "COK"));

        API.patch(TestCompetitions.PATH + kept, Map.of("city", "Alofi")).requireStatus(200);
        API.delete(TestCompetitions.PATH + deleted).requireStatus(204);
        API.patch(TestCompetitions.PATH + moved, Map.of("country_id", "WLF")).requireStatus(200);
        String created = create("NIU", "2031-01-04");
        List<JsonNode> changes = follower.synchronize(500);
        assertThat(changes.stream().map(ChangesTest::describe))
                .containsExactlyInAnyOrder(
                        "stored " + kept,
                        "removed " + deleted + " NIU deleted",
                        "removed " + moved + " COK left",
                        "stored " + created);
        assertThat(follower.copy()).isEqualTo(listed("NIU", "COK"));
        assertThat(follower.synchronize(500)).isEmpty();

        API.patch(TestCompetitions.PATH + moved, Map.of("country_id", "COK")).requireStatus(200);
        assertThat(follower.synchronize(500)).hasSize(1);
        assertThat(follower.copy()).isEqualTo(listed("NIU", "COK"));
    }

    @Test
    void a_page_applied_twice_changes_nothing_and_has_each_competition_once() {
        String id = create("NIU", "2031-02-01");
        String before = now("?country=NIU");
        for (int day = 2; day < 5; day++) {
            API.patch(TestCompetitions.PATH + id, Map.of("date", "2031-02-0" + day, "finish_date", "2031-02-0" + day))
                    .requireStatus(200);
        }
        JsonNode page = API.get(PATH + "?since=" + before).requireStatus(200).json();
        assertThat(page.get("changes")).hasSize(1);
        assertThat(page.get("changes").get(0).get("competition").get("date").asText())
                .isEqualTo("2031-02-04");
        assertThat(page.get("changes").get(0).get("at").asText()).endsWith("Z");
        API.put(TestCompetitions.PATH + id + "/status", Map.of("status", "cancelled", "reason", "Rain"))
                .requireStatus(200);
        page = API.get(PATH + "?since=" + before).requireStatus(200).json();
        assertThat(page.get("changes")).hasSize(1);
        assertThat(page.get("changes").get(0).get("status").get("status").asText())
                .isEqualTo("cancelled");
        assertThat(API.get(PATH + "?since=" + before).json().get("changes")).isEqualTo(page.get("changes"));
        API.delete(TestCompetitions.PATH + id).requireStatus(204);
        assertThat(API.get(PATH + "?since=" + before).json().get("changes"))
                .extracting(ChangesTest::describe)
                .containsExactly("removed " + id + " NIU deleted");
        assertThat(API.post(
                                TestCompetitions.PATH,
                                TestCompetitions.with(TestCompetitions.small("NIU", "2031-02-09"), "id", id))
                        .status())
                .isEqualTo(201);
        assertThat(API.get(PATH + "?since=" + before).json().get("changes"))
                .extracting(ChangesTest::describe)
                .containsExactly("stored " + id);
    }

    /** The page behind a copy's page is read ahead, unless it is the last one. */
    @Test
    void the_last_page_of_a_copy_has_what_was_written_since_the_page_before() throws InterruptedException {
        for (int day = 1; day < 4; day++) {
            create("COK", "2033-01-0" + day);
        }
        String query = PATH + "?country=COK&year=2033&limit=1";
        JsonNode page = API.get(query).requireStatus(200).json();
        page = API.get(query + "&since=" + page.get("next").asText()).json();
        Thread.sleep(300);
        String written = create("COK", "2033-01-04");
        page = API.get(query + "&since=" + page.get("next").asText()).json();
        assertThat(page.get("more").asBoolean()).isTrue();
        page = API.get(query + "&since=" + page.get("next").asText()).json();
        assertThat(page.get("changes")).extracting(ChangesTest::describe).containsExactly("stored " + written);
        assertThat(page.get("more").asBoolean()).isFalse();
    }

    @Test
    void a_competition_that_leaves_the_dates_of_a_follower_is_removed_from_its_copy() {
        String id = create("NIU", "2031-03-01");
        String ofYear = now("?country=NIU&year=2031");
        String ofDates = now("?country=NIU&from_date=2031-02-01&to_date=2031-03-31");
        String ofNextYear = now("?country=NIU&year=2032");
        API.patch(TestCompetitions.PATH + id, Map.of("date", "2031-04-01", "finish_date", "2031-04-01"))
                .requireStatus(200);
        assertThat(changesSince(ofYear)).containsExactly("stored " + id);
        assertThat(changesSince(ofDates)).containsExactly("removed " + id + " NIU left");
        API.patch(TestCompetitions.PATH + id, Map.of("date", "2032-04-01", "finish_date", "2032-04-01"))
                .requireStatus(200);
        assertThat(changesSince(ofYear)).containsExactly("removed " + id + " NIU left");
        assertThat(changesSince(ofNextYear)).containsExactly("stored " + id);
        API.patch(TestCompetitions.PATH + id, Map.of("date", "2031-03-01", "finish_date", "2031-03-01"))
                .requireStatus(200);
        assertThat(changesSince(ofYear)).containsExactly("stored " + id);
        assertThat(changesSince(ofNextYear)).containsExactly("removed " + id + " NIU left");
    }

    @Test
    void a_request_that_waits_is_answered_at_the_first_change() throws Exception {
        String token = now("?country=WLF");
        assertThat(API.get(PATH + "?since=" + token).json().get("next").asText())
                .isEqualTo(token);
        Response unchanged = API.with("If-None-Match", "\"" + token + "\"").get(PATH + "?since=" + token + "&wait=1");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo("W/\"" + token + "\"");
        long start = System.nanoTime();
        CompletableFuture<Response> waiting =
                CompletableFuture.supplyAsync(() -> API.get(PATH + "?wait=20&since=" + token));
        Thread.sleep(300);
        create("COK", "2031-05-01");
        assertThat(waiting).isNotDone();
        String id = create("WLF", "2031-05-01");
        Response response = waiting.get(20, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(response.json().get("changes"))
                .extracting(ChangesTest::describe)
                .containsExactly("stored " + id);
    }

    @Test
    void events_are_sent_as_they_happen_and_resumed_by_their_id() throws Exception {
        String token = now("?country=WLF");
        String second;
        try (EventStreamClient stream = new EventStreamClient(API, PATH + "?since=" + token, null)) {
            String id = create("WLF", "2031-06-01");
            assertThat(describe(stream.nextPage(5).get("changes").get(0))).isEqualTo("stored " + id);
            second = stream.lastEventId();
        }
        String next = create("WLF", "2031-06-02");
        try (EventStreamClient stream = new EventStreamClient(API, PATH + "?since=" + token, second)) {
            JsonNode page = stream.nextPage(5);
            assertThat(page.get("changes")).extracting(ChangesTest::describe).containsExactly("stored " + next);
            assertThat(page.get("next").asText()).isEqualTo(stream.lastEventId());
        }
        assertThat(API.with("Accept", "text/event-stream")
                        .with("Last-Event-ID", "AAAA")
                        .get(PATH)
                        .requireStatus(422)
                        .json()
                        .get("detail")
                        .get(0)
                        .get("loc")
                        .toString())
                .isEqualTo("[\"header\",\"last-event-id\"]");
    }

    @Test
    void an_account_has_five_event_streams() throws Exception {
        ApiClient reader = new TestAccounts(SUITE).withGroups().api();
        List<EventStreamClient> streams = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            streams.add(new EventStreamClient(reader, PATH + "?since=now", null));
        }
        Response sixth = reader.with("Accept", "text/event-stream").get(PATH + "?since=now");
        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.header("Retry-After")).isNotNull();
        for (EventStreamClient stream : streams) {
            stream.close();
        }
        Eventually.within(5, () -> {
            try (EventStreamClient again = new EventStreamClient(reader, PATH + "?since=now", null)) {
                return true;
            } catch (AssertionError | IOException refused) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=",
                "since=AAAA",
                "since=now%00",
                "limit=0",
                "limit=1001",
                "wait=61",
                "wait=-1",
                "country=GER",
                "year=x",
                "from_date=2031-02-01&to_date=2031-01-01"
            })
    void an_invalid_query_is_a_422(String query) {
        API.get(PATH + "?" + query).requireStatus(422);
    }

    @Test
    void a_token_of_other_filters_is_a_422_and_equal_ones_may_be_sent() {
        String token = now("?country=NIU&year=2031");
        API.get(PATH + "?country=NIU&year=2031&since=" + token).requireStatus(200);
        API.get(PATH + "?country=NIU&from_date=2031-01-01&to_date=2031-12-31&since=" + token)
                .requireStatus(200);
        API.get(PATH + "?country=NIU&since=" + token).requireStatus(422);
        API.get(PATH + "?country=COK&year=2031&since=" + token).requireStatus(422);
        String flipped = token.substring(0, 20) + (token.charAt(20) == 'A' ? 'B' : 'A') + token.substring(21);
        API.get(PATH + "?since=" + flipped).requireStatus(422);
        API.get(PATH + "?since=" + token.substring(0, token.length() - 3)).requireStatus(422);
        new TestAccounts(SUITE).anonymous().get(PATH + "?since=" + token).requireStatus(401);
    }

    @Test
    void a_token_from_before_the_oldest_removal_is_a_410_with_the_address_to_start_again() {
        String token = now("?country=NIU");
        String before = DATABASE.queryValue("SELECT purged_before FROM change_epoch");
        DATABASE.update("UPDATE change_epoch SET purged_before = now()");
        try {
            Eventually.within(5, () -> API.get(PATH + "?since=" + token).status() == 410);
            Response gone = API.get(PATH + "?since=" + token);
            assertThat(gone.json().get("detail").asText())
                    .startsWith("Removals since the token was issued may be deleted")
                    .endsWith(PATH + "?country=NIU");
            assertThat(gone.header("Link")).isEqualTo("<" + PATH + "?country=NIU>; rel=\"start\"");
        } finally {
            DATABASE.update("UPDATE change_epoch SET purged_before = CAST(? AS timestamptz)", before);
        }
    }

    @Test
    void a_token_from_before_a_restore_of_the_database_is_a_410() {
        create("WLF", "2031-07-01");
        // A dump has another file of the table, so that the stamp differs.
        String ofDump = now("?country=WLF");
        DATABASE.update("UPDATE change_epoch SET stamp = 'of the dumped database'");
        Eventually.within(5, () -> statusSince(ofDump) == 410);
        // Copied files of a stopped server have the same stamp, but not what the token covers.
        String ofFiles = now("?country=WLF");
        String others = now("?country=NIU");
        DATABASE.update("UPDATE calendar_version SET version = version - 1 WHERE country_id = 'WLF'");
        assertThat(statusSince(ofFiles)).isEqualTo(410);
        Eventually.within(5, () -> statusSince(others) == 410);
        assertThat(statusSince(now("?country=WLF"))).isEqualTo(200);
    }

    private static int statusSince(String token) {
        return API.get(PATH + "?since=" + token).status();
    }

    private static String create(String country, String date) {
        return API.post(TestCompetitions.PATH, TestCompetitions.small(country, date))
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
    }

    private static String now(String filter) {
        JsonNode page = API.get(PATH + filter + (filter.isEmpty() ? "?" : "&") + "since=now")
                .requireStatus(200)
                .json();
        assertThat(page.get("changes")).isEmpty();
        return page.get("next").asText();
    }

    private static List<String> changesSince(String token) {
        List<String> changes = new ArrayList<>();
        API.get(PATH + "?since=" + token)
                .requireStatus(200)
                .json()
                .get("changes")
                .forEach(change -> changes.add(describe(change)));
        return changes;
    }

    private static String describe(JsonNode change) {
        return change.get("change").asText().equals("stored")
                ? "stored " + change.get("competition").get("id").asText()
                : "removed " + change.get("id").asText() + " "
                        + change.get("country_id").asText() + " "
                        + change.get("reason").asText();
    }

    private static Map<String, String> listed(String... countries) {
        return Follower.listed(API, "?country=" + String.join("&country=", countries));
    }
}
