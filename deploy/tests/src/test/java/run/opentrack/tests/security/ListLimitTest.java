package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Limits of lists. */
@Isolated
class ListLimitTest {
    /** No other test uses Antarctica. */
    private static final String COUNTRY = "ATA";

    private static final int ROWS = TestSuites.isFullRun() ? 1_000_000 : 20_000;
    private static final String TEN_YEARS =
            TestCompetitions.PATH + "?country=ATA&from_date=1900-01-01&to_date=1909-12-31";

    private final Suite suite = TestSuites.shared();
    private final TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_" + COUNTRY);
    private final ApiClient api = account.api();
    private final TestDatabase database = new TestDatabase(suite);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=-1",
                "limit=0",
                "limit=1001",
                "limit=1e9",
                "limit=1000000000",
                "limit=",
                "limit=2.0",
                "from_date=2027-05-01&to_date=2027-04-30"
            })
    void an_invalid_limit_or_range_is_422(String query) {
        ApiClient.Response response = api.get(TestCompetitions.PATH + "?" + query);
        response.requireStatus(422);
        assertThat(response.json().at("/detail/0/loc/0").asText()).isEqualTo("query");
    }

    @Test
    void ten_years_of_many_rows_are_sent_in_pages_and_as_a_stream_in_constant_memory() throws Exception {
        // With fewer rows they are longer, so that the list exceeds the allowed growth of memory.
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "1899-12-31");
        competition.put("basic_description", "x".repeat(TestSuites.isFullRun() ? 1 : 5_000));
        try {
            CompetitionCopies.of(api, database, competition, ROWS);
            long slowest = walkPages();
            // The heap takes its size during the first lists.
            for (int warmUp = 0; warmUp < 3; warmUp++) {
                drainList();
            }
            long before = residentMib();
            long bytes = drainList();
            long grown = residentMib() - before;
            System.out.printf(
                    "lists: %d rows, 99th of 100 pages %d ms, %d MiB streamed, growth %d MiB%n",
                    ROWS, slowest, bytes >> 20, grown);
            assertThat(bytes).isGreaterThan(Math.max(ROWS * 500L, 95_000_000));
            assertThat(slowest).as("p99 of pages, ms").isLessThan(TestSuites.isFullRun() ? 1_000 : 5_000);
            assertThat(grown).as("growth while a list streams, MiB").isLessThan(64);
        } finally {
            CompetitionCopies.remove(database, COUNTRY);
        }
    }

    /** 99th percentile of the durations of 100 consecutive pages. */
    private long walkPages() {
        List<Long> millis = new ArrayList<>();
        String target = TEN_YEARS + "&limit=" + Math.min(1_000, ROWS / 100);
        for (int page = 0; page < 99; page++) {
            long begin = System.nanoTime();
            ApiClient.Response response = api.get(target);
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            response.requireStatus(200);
            target = response.next();
        }
        Collections.sort(millis);
        return millis.get(97);
    }

    private long drainList() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.base() + TEN_YEARS))
                .header("Authorization", "Bearer " + account.token())
                .build();
        long bytes = 0;
        byte[] piece = new byte[1 << 16];
        try (InputStream body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body()) {
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                bytes += read;
            }
        }
        return bytes;
    }

    private long residentMib() {
        return ProcessStats.of(suite.process("competition-service")).residentKib() / 1_024;
    }
}
