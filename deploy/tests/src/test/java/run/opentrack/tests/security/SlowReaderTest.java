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
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Clients that take a long list slowly, straight from the service: nothing before it takes anything for them. */
class SlowReaderTest {
    /** Bouvet Island: a country that no other test looks at. */
    private static final String COUNTRY = "BVT";
    /** Of 5 KB each: more than all buffers on the way. */
    private static final int ROWS = 4_000;

    private static final Suite SUITE = TestSuites.shared();
    private static final TestAccounts.TestAccount PERSON = new TestAccounts(SUITE).withGroups("ADMIN_" + COUNTRY);
    private static final TestDatabase SQL = new TestDatabase(SUITE);
    private static final String LIST = "GET " + TestCompetitions.PATH + "?country=" + COUNTRY
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + PERSON.token() + "\r\n\r\n";

    @BeforeAll
    static void write() {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "1899-12-31");
        competition.put("basic_description", "x".repeat(5_000));
        CompetitionCopies.of(PERSON.api(), SQL, competition, ROWS);
    }

    @AfterAll
    static void remove() {
        CompetitionCopies.remove(SQL, COUNTRY);
    }

    private static RawSocket startList() {
        RawSocket client = RawSocket.to(SUITE.plan().ports().of(Service.COMPETITION));
        client.send(LIST);
        return client;
    }

    @Test
    void who_pauses_longer_than_the_database_may_be_silent_gets_all_of_it() {
        try (RawSocket client = startList()) {
            Eventually.pause(12_000);
            String list = client.readAll(20_000);
            assertThat(list).startsWith("HTTP/1.1 200").endsWith("}]\r\n0\r\n\r\n");
            assertThat(list.getBytes(StandardCharsets.ISO_8859_1)).hasSizeGreaterThan(ROWS * 5_000);
        }
    }

    @Test
    void a_year_that_is_held_in_memory_is_the_one_that_was_read() {
        ApiClient api = PERSON.api();
        String year = TestCompetitions.PATH + "?country=" + COUNTRY + "&from_date=1901-01-01&to_date=1901-12-31";
        String read = api.get(year).text();
        assertThat(read).hasSizeGreaterThan(1_500_000).startsWith("[{").endsWith("}]");
        for (int i = 0; i < 6; i++) {
            assertThat(api.get(year).text()).isEqualTo(read);
            Eventually.pause(100);
        }
        assertThat(api.with("Accept-Encoding", "gzip").get(year).status()).isEqualTo(200);
        ApiClient.Response head = api.send("HEAD", year, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
    }

    @Test
    void a_long_page_leaves_nothing_to_no_page_when_something_is_written_before_it() throws Exception {
        String half = TestCompetitions.PATH + "?country=" + COUNTRY + "&to_date=1906-12-31&limit=1000";
        int there = Integer.parseInt(SQL.queryValue("SELECT count(*) FROM opentrack.competition WHERE country_id = '"
                + COUNTRY + "' AND date <= '1906-12-31'"));
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            slow.add(startList());
        }
        Eventually.pause(1_000);
        CompletableFuture<ApiClient.Response> first =
                CompletableFuture.supplyAsync(() -> PERSON.api().get(half));
        Eventually.pause(500);
        PERSON.api().post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "1899-10-30"));
        slow.forEach(RawSocket::close);
        int seen = 0;
        ApiClient.Response page = first.get();
        while (page != null) {
            assertThat(page.status()).isEqualTo(200);
            for (JsonNode competition : page.json()) {
                seen += competition.get("date").asText().equals("1899-10-30") ? 0 : 1;
            }
            page = page.next() == null ? null : PERSON.api().get(page.next());
        }
        assertThat(seen).isEqualTo(there);
    }

    @Test
    void many_who_take_nothing_keep_nobody_else_from_reading_and_writing() {
        List<RawSocket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                slow.add(startList());
            }
            Eventually.pause(1_000);
            for (int i = 0; i < 5; i++) {
                assertThat(PERSON.api()
                                .post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "1899-11-30"))
                                .status())
                        .isEqualTo(201);
                assertThat(PERSON.api()
                                .get(TestCompetitions.PATH + "?country=" + COUNTRY + "&limit=3")
                                .status())
                        .isEqualTo(200);
            }
            ApiClient.Response late = PERSON.api().get(TestCompetitions.PATH + "?country=" + COUNTRY);
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.header("Retry-After")).isNotNull();
            assertThat(late.header("ETag")).isNull();
        } finally {
            slow.forEach(RawSocket::close);
        }
        Eventually.within(10, () -> PERSON.api().statusOf(TestCompetitions.PATH + "?country=" + COUNTRY) == 200);
    }
}
