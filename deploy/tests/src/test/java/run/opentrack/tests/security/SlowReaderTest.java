package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Clients that read a long list slowly, directly from the service, where no gateway buffers for them. */
class SlowReaderTest {
    /** No other test uses Bouvet Island. */
    private static final String COUNTRY = "BVT";
    /** Of 5 KB each, more than all buffers on the way hold. */
    private static final int ROWS = 4_000;

    private static final Suite SUITE = TestSuites.shared();
    private static final TestAccounts.TestAccount ACCOUNT = new TestAccounts(SUITE).withGroups("ADMIN_" + COUNTRY);
    private static final TestDatabase DATABASE = new TestDatabase(SUITE);
    private static final String LIST = "GET " + TestCompetitions.PATH + "?country=" + COUNTRY
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + ACCOUNT.token() + "\r\n\r\n";

    @BeforeAll
    static void write() {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "1899-12-31");
        competition.put("basic_description", "x".repeat(5_000));
        CompetitionCopies.of(ACCOUNT.api(), DATABASE, competition, ROWS);
    }

    @AfterAll
    static void remove() {
        CompetitionCopies.remove(DATABASE, COUNTRY);
    }

    private static RawSocket startList() {
        RawSocket client = RawSocket.to(SUITE.config().ports().of(Service.COMPETITION));
        client.send(LIST);
        return client;
    }

    @Test
    @FullRun
    void a_reader_that_pauses_longer_than_the_read_idle_timeout_gets_the_whole_list() {
        try (RawSocket client = startList()) {
            Eventually.pause(12_000);
            String list = client.readAll(20_000);
            assertThat(list).startsWith("HTTP/1.1 200").endsWith("}]\r\n0\r\n\r\n");
            assertThat(list.getBytes(StandardCharsets.ISO_8859_1)).hasSizeGreaterThan(ROWS * 5_000);
        }
    }

    @Test
    void a_cached_year_equals_the_one_from_the_database() {
        ApiClient api = ACCOUNT.api();
        String year = TestCompetitions.PATH + "?country=" + COUNTRY + "&from_date=1901-01-01&to_date=1901-12-31";
        String read = api.get(year).text();
        assertThat(read).hasSizeGreaterThan(1_500_000).startsWith("[{").endsWith("}]");
        for (int i = 0; i < 6; i++) {
            assertThat(api.get(year).text()).isEqualTo(read);
            Eventually.pause(100);
        }
        api.with("Accept-Encoding", "gzip").get(year).requireStatus(200);
        ApiClient.Response head = api.send("HEAD", year, null);
        head.requireStatus(200);
        assertThat(head.text()).isEmpty();
    }

    @Test
    void paging_misses_nothing_when_a_competition_is_inserted_before_the_page() throws Exception {
        String half = TestCompetitions.PATH + "?country=" + COUNTRY + "&to_date=1906-12-31&limit=1000";
        int existing =
                Integer.parseInt(DATABASE.queryValue("SELECT count(*) FROM opentrack.competition WHERE country_id = '"
                        + COUNTRY + "' AND date <= '1906-12-31'"));
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            slow.add(startList());
        }
        Eventually.pause(1_000);
        CompletableFuture<ApiClient.Response> first =
                CompletableFuture.supplyAsync(() -> ACCOUNT.api().get(half));
        Eventually.pause(500);
        ACCOUNT.api().post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "1899-10-30"));
        slow.forEach(RawSocket::close);
        int seen = 0;
        ApiClient.Response page = first.get();
        while (page != null) {
            page.requireStatus(200);
            for (JsonNode competition : page.json()) {
                seen += competition.get("date").asText().equals("1899-10-30") ? 0 : 1;
            }
            page = page.next() == null ? null : ACCOUNT.api().get(page.next());
        }
        assertThat(seen).isEqualTo(existing);
    }

    @Test
    void clients_that_read_nothing_do_not_block_other_requests() {
        List<RawSocket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                slow.add(startList());
            }
            Eventually.pause(1_000);
            for (int i = 0; i < 5; i++) {
                ACCOUNT.api()
                        .post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "1899-11-30"))
                        .requireStatus(201);
                ACCOUNT.api()
                        .get(TestCompetitions.PATH + "?country=" + COUNTRY + "&limit=3")
                        .requireStatus(200);
            }
            ApiClient.Response late = ACCOUNT.api().get(TestCompetitions.PATH + "?country=" + COUNTRY);
            late.requireStatus(503);
            assertThat(late.header("Retry-After")).isNotNull();
            assertThat(late.header("ETag")).isNull();
        } finally {
            slow.forEach(RawSocket::close);
        }
        Eventually.within(10, () -> ACCOUNT.api().statusOf(TestCompetitions.PATH + "?country=" + COUNTRY) == 200);
    }
}
