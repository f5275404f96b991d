package run.opentrack.export.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.export.store.ExportFile;

/** Files built from rows as PostgreSQL copies them. */
class CalendarBuilderTest {
    private static final LocalDate SINCE = LocalDate.parse("2026-10-15");

    @TempDir
    private Path folder;

    private final List<String[]> rows = new ArrayList<>();
    private final List<String> reads = new ArrayList<>();
    private final LongAdder rowsRead = new LongAdder();
    private CalendarBuilder.Build build;

    @BeforeEach
    void prepare() {
        build = new CalendarBuilder.Build(this::read, List.of("EST", "LVA"), folder, rowsRead);
    }

    @Test
    void every_competition_is_in_each_format_of_its_year() throws Exception {
        add("EST", "2027-05-08", "Tallinn Open");
        add("LVA", "2028-05-08", "Riga Open");
        build();
        for (String format :
                List.of("euroath/%s.json", "athcal/%s.json", "euroath/%s.ics", "euroath/%s.csv", "euroath/%s.jsonld")) {
            assertThat(content(format.formatted("domestic_calendar_EST_2027"))).contains("Tallinn Open");
            assertThat(content(format.formatted("domestic_calendar_LVA_2028"))).contains("Riga Open");
            assertThat(content(format.formatted("european_calendar_2027")))
                    .contains("Tallinn Open")
                    .doesNotContain("Riga");
            assertThat(content(format.formatted("domestic_calendar_EST_2028"))).doesNotContain("Tallinn Open");
        }
        assertThat(build.skipped).isZero();
        assertThat(rowsRead.sum()).isEqualTo(4);
    }

    @Test
    void invalid_competition_stops_the_files_of_its_country_only() throws Exception {
        add("EST", "2027-05-08", "Tallinn Open");
        add("LVA", "2027-05-08", "Riga Open");
        rows.add(new String[] {"EST", "2027-06-01", "{\"full_name\":\"x\\\"}"});
        build();
        assertThat(build.files).allSatisfy(file -> assertThat(file.complete())
                .as(file.name())
                .isNotEqualTo(file.name().matches("(?i).*_EST(_.*|\\.ics)")));
        assertThat(content("euroath/european_calendar_2027.json"))
                .contains("Tallinn Open", "Riga Open")
                .doesNotContain("\"x");
    }

    @Test
    void invalid_competition_of_an_earlier_year_stops_the_subscription_of_its_country_only() throws Exception {
        rows.add(new String[] {"EST", "2026-11-01", "{\"full_name\":\"x\\\"}"});
        add("EST", "2027-05-08", "Tallinn Open");
        build();
        assertThat(build.files)
                .filteredOn(file -> !file.complete())
                .extracting(ExportFile::name)
                .containsExactly("euroath/domestic_calendar_EST.ics");
        assertThat(content("euroath/european_calendar.ics")).contains("Tallinn Open");
    }

    @Test
    void competition_that_a_format_cannot_represent_is_missing_there_only() throws Exception {
        rows.add(new String[] {"EST", "2027-06-01", "{\"full_name\":1e2147483648}"});
        build();
        assertThat(content("euroath/domestic_calendar_EST_2027.json")).isEqualTo("[{\"full_name\":1e2147483648}]");
        assertThat(content("euroath/domestic_calendar_EST_2027.jsonld")).endsWith("\"@graph\":[]}");
        assertThat(build.files).allMatch(ExportFile::complete);
        assertThat(build.skipped).isEqualTo(1);
    }

    @Test
    void subscriptions_join_the_years_from_competitions_that_end_since_a_day() throws Exception {
        add("EST", "2026-10-14", "Too old");
        add("EST", "2026-10-15", "Just in");
        add("EST", "2027-05-08", "This year");
        add("EST", "2028-05-08", "Next year");
        build();
        assertThat(content("euroath/domestic_calendar_EST.ics"))
                .containsSubsequence("SUMMARY:Just in", "SUMMARY:This year", "SUMMARY:Next year")
                .doesNotContain("Too old");
        assertThat(content("euroath/european_calendar.ics")).contains("SUMMARY:Just in");
        assertThat(reads).contains("2025 2026-10-15", "2026 2026-10-15", "2027 2027-01-01", "2028 2028-01-01");
    }

    private void build() throws IOException, SQLException {
        build.copyStoredJson(List.of(2027, 2028));
        build.renderDerived(List.of(2027, 2028), SINCE);
    }

    private String content(String name) throws IOException {
        return Files.readString(build.files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content());
    }

    private void add(String country, String date, String name) {
        rows.add(new String[] {
            country,
            date,
            TestCompetitions.with(members -> members.put("country_id", country)
                            .put("date", date)
                            .put("finish_date", date)
                            .put("full_name", name))
                    .rendered()
        });
    }

    private BinaryCopyReader read(String columns, int year, LocalDate minEndDate) {
        reads.add(year + " " + minEndDate);
        boolean derived = columns.contains("revision");
        List<byte[]> messages = new ArrayList<>();
        messages.add(BinaryCopyReaderTest.HEADER);
        for (String[] row : rows) {
            if (row[1].startsWith(year + "-") && row[1].compareTo(minEndDate.toString()) >= 0) {
                messages.add(derived ? derivedRow(row) : BinaryCopyReaderTest.row(row[0], row[2]));
            }
        }
        messages.add(BinaryCopyReaderTest.TRAILER);
        messages.set(0, BinaryCopyReaderTest.concat(messages.get(0), messages.remove(1)));
        return BinaryCopyReaderTest.reader(messages.toArray(byte[][]::new));
    }

    private static byte[] derivedRow(String... row) {
        byte[] rendered = row[2].getBytes(UTF_8);
        byte[] status = TestCompetitions.SCHEDULED.getBytes(UTF_8);
        return ByteBuffer.allocate(2 + 4 + 3 + 4 + 2 + 4 + rendered.length + 4 + status.length + 8 + 12)
                .putShort((short) 6)
                .putInt(3)
                .put(row[0].getBytes(UTF_8))
                .putInt(2)
                .put("id".getBytes(UTF_8))
                .putInt(rendered.length)
                .put(rendered)
                .putInt(status.length)
                .put(status)
                .putInt(4)
                .putInt(1)
                .putInt(8)
                .putLong(0)
                .array();
    }
}
