package run.opentrack.tests.export;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.export.ExportSuite.YEAR;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.FullRun;

/** Large exports with a heap of 256 MiB; {@code -Dopentrack.rows=1000000} sets another size. */
@ConcurrentClass(suite = "exports")
class ExportScaleTest {
    private static final ExportSuite EXPORTS = ExportSuite.shared();
    private static final int ROWS = Integer.getInteger("opentrack.rows", 200_000);
    /** Fewer rows are exported too fast to be measured. */
    private static final int MIN_ROWS_TO_MEASURE = 200_000;

    @Test
    @FullRun
    void many_competitions_need_no_more_memory_and_little_more_time_than_copying_them() throws Exception {
        EXPORTS.export("{}");
        Set<String> countries = new TreeSet<>();
        for (JsonNode file : EXPORTS.published("euroath/index.json").json().get("files")) {
            String name = file.get("name").asText();
            if (name.matches("euroath/domestic_calendar_[A-Z]{3}_" + YEAR + ".json")) {
                countries.add(name.substring(26, 29));
            }
        }
        BulkCompetitions.createEmptyCalendars(EXPORTS.database, countries.toArray(String[]::new));
        BulkCompetitions.insert(EXPORTS.database, ROWS);
        try {
            long copied = copyMillis(countries);
            JsonNode run = EXPORTS.export("{}");
            assertThat(run.get("status").asText()).isEqualTo("succeeded");
            report(run, copied);
            requireAll(run);
            if (ROWS >= MIN_ROWS_TO_MEASURE) {
                assertThat(run.get("durations").get("copying_millis").asLong()).isLessThan(3 * copied);
            }
        } finally {
            BulkCompetitions.delete(EXPORTS.database, "true");
            EXPORTS.export("{\"accept_shrink\": true}");
        }
    }

    private static void requireAll(JsonNode run) throws IOException {
        long domestic = 0;
        for (JsonNode file : run.get("files")) {
            String name = file.get("name").asText();
            if (name.matches("euroath/.*_calendar_.*\\.json")) {
                JsonNode competitions = EXPORTS.published(name).json();
                assertThat((long) competitions.size())
                        .isEqualTo(file.get("rows").asLong());
                domestic += name.contains("domestic") ? competitions.size() : 0;
            }
        }
        assertThat(domestic).isGreaterThanOrEqualTo(ROWS);
    }

    /** Duration of COPY of the same bytes, file by file, discarding them. */
    private static long copyMillis(Set<String> countries) throws SQLException, IOException {
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 2; attempt++) {
            long begin = System.nanoTime();
            try (Connection database = EXPORTS.database.connect()) {
                for (int year : new int[] {YEAR, YEAR + 1}) {
                    for (String country : countries) {
                        copy(database, "country_id = '" + country + "'", year);
                    }
                    copy(database, "country_id <> 'USA'", year);
                }
            }
            best = Math.min(best, Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        return best;
    }

    private static void copy(Connection database, String where, int year) throws SQLException, IOException {
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "COPY (SELECT rendered FROM competition WHERE " + where + " AND date >= '" + year
                                + "-01-01' AND date <= '" + year + "-12-31' ORDER BY date, full_name, id) TO STDOUT",
                        OutputStream.nullOutputStream());
    }

    private static void report(JsonNode run, long copied) {
        long bytes = 0;
        for (JsonNode file : run.get("files")) {
            bytes += file.get("name").asText().matches("euroath/.*_calendar_.*\\.json")
                    ? file.get("bytes").asLong()
                    : 0;
        }
        JsonNode durations = run.get("durations");
        System.out.printf(
                Locale.ROOT,
                "%,d competitions: COPY of %,d bytes %,d ms; these files %,d ms, ratio %.2f; all other formats %,d ms; sending all %,d ms%n",
                ROWS,
                bytes,
                copied,
                durations.get("copying_millis").asLong(),
                durations.get("copying_millis").asDouble() / copied,
                durations.get("shaping_millis").asLong(),
                durations.get("sending_millis").asLong());
    }
}
