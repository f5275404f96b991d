package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Reads from the caches of two replicas: no stale response after a confirmed write. */
class ReadConsistencyTest {
    private static final String LIST = TestCompetitions.PATH + "?country=ISL&from_date=2031-01-01&to_date=2031-12-31";

    /** List of all countries. */
    private static final String ALL = TestCompetitions.PATH + "?limit=1";

    private static final Random RANDOM = new Random(11);

    private final Suite suite = TestSuites.replicated();
    private final String token = new TestAccounts(suite).withGroups("ADMIN_ISL").token();
    private final List<ApiClient> replicas = List.of(replica("competition-service"), replica("competition-service-2"));

    @Test
    void a_confirmed_write_is_in_the_next_read_on_every_replica() {
        for (int round = 0; round < 20; round++) {
            replicas.forEach(ReadConsistencyTest::warmCache);
            ApiClient writer = replicas.get(round % 2);
            ApiClient reader = replicas.get((round + 1) % 2);

            String etag = reader.get(ALL).header("ETag");
            ApiClient.Response created =
                    writer.post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2031-06-01"));
            created.requireStatus(201);
            String id = created.json().get("id").asText();
            assertThat(reader.get(LIST).text()).contains(created.text());
            assertThat(reader.with("If-None-Match", etag).get(ALL).status()).isEqualTo(200);

            assertThat(reader.get(TestCompetitions.PATH + id).text()).isEqualTo(created.text());
            ApiClient.Response changed = writer.post(TestCompetitions.PATH + id, Map.of("city", "Round " + round));
            assertThat(reader.get(TestCompetitions.PATH + id).text()).isEqualTo(changed.text());
            assertThat(reader.get(LIST).text()).contains(changed.text());

            if (round % 4 == 0) {
                writer.delete(TestCompetitions.PATH + id).requireStatus(204);
                reader.get(TestCompetitions.PATH + id).requireStatus(404);
                assertThat(reader.get(LIST).text()).doesNotContain(id);
            }
        }
    }

    @Test
    void a_cached_list_equals_the_list_from_the_database() {
        ApiClient reader = replicas.get(0);
        for (int day = 1; day <= 5; day++) {
            reader.post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2032-03-0" + day));
        }
        String narrow = TestCompetitions.PATH + "?country=ISL&from_date=2031-03-02&to_date=2032-03-04";
        String fromDatabase = reader.get(narrow).text();
        for (int time = 0; time < 20; time++) {
            assertThat(reader.get(narrow).text()).isEqualTo(fromDatabase);
        }
        // A filter that bypasses the cache and matches everything.
        assertThat(reader.get(narrow + "&updated_since=2020-01-01T00:00:00Z").text())
                .isEqualTo(fromDatabase);
    }

    @Test
    void a_compressed_list_of_any_dates_equals_the_plain_one() throws IOException {
        ApiClient reader = replicas.get(0);
        LocalDate first = LocalDate.of(2033, 1, 1);
        List<Map<String, Object>> created = RANDOM.ints(300, 0, 730)
                .mapToObj(day -> TestCompetitions.small("ISL", first.plusDays(day)))
                .toList();
        reader.post(TestCompetitions.PATH + "bulk?answer=minimal", created).requireStatus(200);
        ApiClient compressed = reader.with("Accept-Encoding", "gzip");
        for (int attempt = TestSuites.isFullRun() ? 10_000 : 300; attempt > 0; attempt--) {
            LocalDate from = first.plusDays(RANDOM.nextInt(730));
            String list = TestCompetitions.PATH + "?country=ISL&from_date=" + from + "&to_date="
                    + from.plusDays(RANDOM.nextInt(attempt % 2 == 0 ? 5 : 365));
            ApiClient.Response gzip = compressed.get(list);
            assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.bytes())).readAllBytes())
                    .as(list)
                    .isEqualTo(reader.get(list).bytes());
        }
    }

    private static void warmCache(ApiClient replica) {
        for (int time = 0; time < 4; time++) {
            replica.get(LIST);
        }
    }

    private ApiClient replica(String part) {
        return ApiClient.on(suite.port(part)).withToken(token);
    }
}
