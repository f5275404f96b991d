package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Few rows of nearly maximal size: lists are bounded by bytes, not only by rows. */
class LargeListTest {
    /** No other test uses Heard and McDonald Islands. */
    private static final String COUNTRY = "HMD";

    private static final int ROWS = 150;
    private static final int ROW_BYTES = 900_000;
    private static final String LIST = TestCompetitions.PATH + "?country=" + COUNTRY;

    private static final Suite SUITE = TestSuites.shared();
    private static final TestAccounts.TestAccount ACCOUNT = new TestAccounts(SUITE).withGroups("ADMIN_" + COUNTRY);
    private static final TestDatabase DATABASE = new TestDatabase(SUITE);

    @BeforeAll
    static void write() {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "1900-01-01");
        competition.put("events", List.of(Map.of("a", "x")));
        CompetitionCopies.of(ACCOUNT.api(), DATABASE, competition, ROWS - 1);
        // Larger than a create may be, as they were before its size was limited.
        DATABASE.update("UPDATE opentrack.competition SET rendered = replace(rendered, '{\"a\":\"x\"}',"
                + " '{\"a\":\"' || repeat('x', " + ROW_BYTES + ") || '\"}') WHERE country_id = '" + COUNTRY + "'");
    }

    @AfterAll
    static void remove() {
        CompetitionCopies.remove(DATABASE, COUNTRY);
    }

    private static long residentMib() {
        return ProcessStats.of(SUITE.process("competition-service")).residentKib() / 1_024;
    }

    /** Reads a response, discards it and returns its size. */
    private static long readResponse(String target) throws Exception {
        try (RawSocket client = RawSocket.to(SUITE.config().ports().of(Service.COMPETITION))) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
                    + ACCOUNT.token() + "\r\n\r\n");
            return client.in().transferTo(OutputStream.nullOutputStream());
        }
    }

    @Test
    void a_list_of_large_rows_needs_no_more_memory() throws Exception {
        readResponse(LIST + "&limit=3");
        long before = residentMib();
        assertThat(readResponse(LIST)).isGreaterThan((long) ROWS * ROW_BYTES);
        assertThat(readResponse(LIST + "&limit=" + (ROWS - 1))).isGreaterThan((ROWS - 1L) * ROW_BYTES);
        // Requested often enough to be cached.
        for (int i = 0; i < 3; i++) {
            assertThat(readResponse(LIST + "&from_date=1900-01-01&to_date=1900-12-31"))
                    .isGreaterThan((long) ROWS * ROW_BYTES);
        }
        assertThat(residentMib() - before).isLessThan(96);
    }

    @Test
    void a_history_of_large_changes_comes_in_pages() {
        ApiClient api = ACCOUNT.api();
        String path = TestCompetitions.PATH
                + api.post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "1899-06-01"))
                        .json()
                        .get("id")
                        .asText();
        int changes = 6;
        for (int i = 1; i <= changes; i++) {
            api.patch(path, Map.of("events", List.of(Map.of("a", "" + i)))).requireStatus(200);
            DATABASE.update(
                    "UPDATE opentrack.competition_history SET changes = replace(changes, '\"new\":[{\"a\":\"" + i
                            + "\"', '\"new\":[{\"a\":\"' || repeat('" + i + "', " + ROW_BYTES + ") || '\"')"
                            + " WHERE competition_id = '" + path.substring(TestCompetitions.PATH.length()) + "'");
        }
        List<String> seen = new ArrayList<>();
        String target = path + "/history";
        while (target != null) {
            ApiClient.Response page = api.get(target);
            assertThat(page.text()).hasSizeLessThan(7 * ROW_BYTES);
            page.json().forEach(entry -> {
                JsonNode events = entry.get("changes").get("events");
                seen.add(
                        events == null
                                ? "created"
                                : events.get("new").get(0).get("a").asText().substring(0, 1));
            });
            target = page.next();
        }
        assertThat(seen).containsExactly("6", "5", "4", "3", "2", "1", "created");
        api.get(path + "/history?before=x").requireStatus(422);
        api.delete(path);
    }

    @Test
    void pages_lead_from_one_to_the_next() {
        int rows = 0;
        String target = LIST + "&limit=20";
        int pages = 0;
        while (target != null) {
            ApiClient.Response page = ACCOUNT.api().get(target);
            rows += page.json().size();
            pages++;
            target = page.next();
        }
        assertThat(rows).isEqualTo(ROWS);
        assertThat(pages).isEqualTo((ROWS + 19) / 20);
    }
}
