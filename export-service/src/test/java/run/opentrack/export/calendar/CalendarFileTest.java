package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.export.store.ExportFile;

class CalendarFileTest {
    @TempDir
    private Path folder;

    @Test
    void size_and_sha256_are_those_of_the_bytes_on_disk() throws IOException {
        CalendarFile calendar = CalendarFormat.JSON.open("x", folder);
        for (int i = 0; i < 1_000; i++) {
            add(calendar, "{\"name\":\"" + "ä".repeat(i) + "\"}");
        }
        ExportFile file = CalendarFormat.JSON.finish(calendar, true);
        byte[] bytes = Files.readAllBytes(file.content());
        assertThat(file.bytes()).isEqualTo(bytes.length);
        assertThat(file.sha256())
                .isEqualTo(ExportFile.hex(ExportFile.newDigest().digest(bytes)));
        assertThat(file.rows()).isEqualTo(1_000);
    }

    @Test
    void competition_larger_than_the_buffer_is_written_in_order() throws IOException {
        CalendarFile calendar = CalendarFormat.JSON.open("x", folder);
        String large = "\"" + "x".repeat(100_000) + "\"";
        add(calendar, "1");
        add(calendar, large);
        add(calendar, "2");
        assertThat(Files.readString(CalendarFormat.JSON.finish(calendar, true).content()))
                .isEqualTo("[1," + large + ",2]");
    }

    @Test
    void part_of_an_array_is_added() throws IOException {
        CalendarFile calendar = CalendarFormat.JSON.open("x", folder);
        calendar.add("abc123def".getBytes(StandardCharsets.UTF_8), 3, 3);
        assertThat(Files.readString(CalendarFormat.JSON.finish(calendar, true).content()))
                .isEqualTo("[123]");
    }

    @Test
    void files_are_named_after_format_country_and_year() {
        assertThat(CalendarFormat.JSON.fileName("european_calendar_2027"))
                .isEqualTo("euroath/european_calendar_2027.json");
        assertThat(CalendarFormat.ATHCAL.fileName("domestic_calendar_GBR_2028"))
                .isEqualTo("athcal/domestic_calendar_GBR_2028.json");
    }

    @Test
    void subscriptions_have_no_year_in_their_names_and_no_competitions_that_ended_before() throws IOException {
        CalendarSet subscriptions = CalendarSet.ofSubscriptions(LocalDate.parse("2028-01-02"), List.of("EST"), folder);
        assertThat(subscriptions.includes(ending("2028-01-01"))).isFalse();
        assertThat(subscriptions.includes(ending("2028-01-02"))).isTrue();
        assertThat(subscriptions.finish(Set.of()))
                .extracting(ExportFile::name)
                .containsExactly("euroath/european_calendar.ics", "euroath/domestic_calendar_EST.ics");
        assertThat(CalendarSet.ofYear(2027, CalendarFormat.CSV, List.of(), folder)
                        .includes(ending("2028-01-01")))
                .isTrue();
    }

    private static ExportedCompetition ending(String day) {
        return TestCompetitions.with(members -> members.put("finish_date", day));
    }

    @Test
    void alias_in_lower_case_exists_only_where_it_differs() {
        assertThat(CalendarSet.aliases("athcal/domestic_calendar_GBR_2027.json"))
                .containsExactly("athcal/domestic_calendar_GBR_2027.json", "athcal/domestic_calendar_gbr_2027.json");
        assertThat(CalendarSet.aliases("athcal/european_calendar_2027.json")).hasSize(1);
    }

    @Test
    void competition_is_in_its_countrys_file_and_a_european_one_in_both() throws IOException {
        CalendarSet calendars = CalendarSet.ofYear(2027, CalendarFormat.JSON, List.of("EST", "USA"), folder);
        for (String country : List.of("EST", "USA", "LVA")) {
            byte[] text = ("\"" + country + "\"").getBytes(StandardCharsets.UTF_8);
            calendars.add(country, text, 0, text.length);
        }
        List<ExportFile> files = calendars.finish(Set.of("USA"));
        assertThat(files)
                .extracting(ExportFile::name)
                .containsExactly(
                        "euroath/european_calendar_2027.json",
                        "euroath/domestic_calendar_EST_2027.json",
                        "euroath/domestic_calendar_USA_2027.json");
        assertThat(Files.readString(files.get(0).content())).isEqualTo("[\"EST\"]");
        assertThat(Files.readString(files.get(1).content())).isEqualTo("[\"EST\"]");
        assertThat(Files.readString(files.get(2).content())).isEqualTo("[\"USA\"]");
        assertThat(files).extracting(ExportFile::complete).containsExactly(true, true, false);
    }

    @Test
    void athcal_files_have_a_lower_case_alias_with_the_same_content() throws IOException {
        List<ExportFile> files = CalendarSet.ofYear(2027, CalendarFormat.ATHCAL, List.of("EST"), folder)
                .finish(Set.of());
        assertThat(files)
                .extracting(ExportFile::name)
                .containsExactly(
                        "athcal/european_calendar_2027.json",
                        "athcal/domestic_calendar_EST_2027.json",
                        "athcal/domestic_calendar_est_2027.json");
        assertThat(files.get(2).content()).isEqualTo(files.get(1).content());
    }

    @Test
    void web_component_is_published_beside_the_calendars() throws IOException {
        ExportFile file = CalendarBuilder.webComponent(folder);
        assertThat(file.name()).isEqualTo("euroath/athletics-calendar.js");
        assertThat(Files.readString(file.content()))
                .contains("customElements.define('athletics-calendar'", "\nfunction searchText(", "KEN KE", "XKX XK")
                .doesNotContainPattern("(?m)^(import|export) ");
        assertThat(file.bytes()).isEqualTo(Files.size(file.content()));
        assertThat(file.sha256()).isEqualTo(sha256(file));
    }

    private static void add(CalendarFile calendar, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        calendar.add(bytes, 0, bytes.length);
    }

    private static String sha256(ExportFile file) throws IOException {
        return ExportFile.hex(ExportFile.newDigest().digest(Files.readAllBytes(file.content())));
    }
}
