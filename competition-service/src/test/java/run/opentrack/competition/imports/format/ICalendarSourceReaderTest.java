package run.opentrack.competition.imports.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;

class ICalendarSourceReaderTest {
    private static final SourceOptions OPTIONS = new SourceOptions("EST", null, Map.of());

    @Test
    void event_of_our_own_file_is_a_competition() {
        SourceRow row = read("""
                UID:5b1c@opentrack.run
                DTSTART;VALUE=DATE:20270508
                DTEND;VALUE=DATE:20270510
                STATUS:CONFIRMED
                SUMMARY:Kevad\\, jooks
                LOCATION:Staadioni 1\\, Tartu\\, EST
                GEO:58.37;26.72
                CATEGORIES:TRACK
                DESCRIPTION:Kirjeldus\\; pikk
                  jätkub\\nuuel real
                URL:https://a.ee/1
                BEGIN:VALARM
                DESCRIPTION:alarm
                SUMMARY:alarm
                END:VALARM""").get(0);
        assertThat(texts(row))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "full_name", "Kevad, jooks",
                        "date", "2027-05-08",
                        "finish_date", "2027-05-09",
                        "address", "Staadioni 1, Tartu",
                        "basic_description", "Kirjeldus; pikk jätkub\nuuel real",
                        "website", "https://a.ee/1",
                        "latitude", "58.37",
                        "longitude", "26.72"));
        assertThat(row.key()).isEqualTo("uid:5b1c@opentrack.run");
        assertThat(row.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART;VALUE=DATE:20270508                                   | 2027-05-08 | 2027-05-08",
                "DTSTART:20270508T180000                                       | 2027-05-08 | 2027-05-08",
                "DTSTART;TZID=Europe/Tallinn:20270508T233000                   | 2027-05-08 | 2027-05-08",
                "DTSTART:20270508T220000Z                                      | 2027-05-09 | 2027-05-09",
                "DTSTART:20270508T100000~DTEND:20270509T000000                 | 2027-05-08 | 2027-05-08",
                "DTSTART:20270508T100000~DTEND:20270509T000001                 | 2027-05-08 | 2027-05-09",
                "DTSTART:20270508T100000~DTEND:20270501T000000                 | 2027-05-08 | 2027-05-08",
                "DTSTART;VALUE=DATE:20270508~DURATION:P2D                      | 2027-05-08 | 2027-05-09",
                "DTSTART;VALUE=DATE:20270508~DURATION:P1W                      | 2027-05-08 | 2027-05-14",
                "DTSTART:20270508T230000~DURATION:PT2H                         | 2027-05-08 | 2027-05-09"
            })
    void days_are_those_of_the_calendars_zone_and_the_end_is_exclusive(String dates, String date, String finish) {
        assertThat(texts(read("SUMMARY:A\n" + dates.replace('~', '\n')).get(0)))
                .containsEntry("date", date)
                .containsEntry("finish_date", finish);
    }

    @ParameterizedTest
    @CsvSource({
        "RRULE:FREQ=WEEKLY, recurring",
        "RECURRENCE-ID:20270508T100000, recurring",
        "STATUS:CANCELLED, cancelled",
        "DTSTART:soon, DTSTART must be a date",
        "DTSTART;VALUE=DATE:20270231, DTSTART must be a date",
        "DURATION:long, DURATION must be",
        "DURATION:PT2562047788015215H, DURATION must be",
        "DURATION:-PT2562047788015215H, DURATION must be",
        "DTEND:later, DTEND must be"
    })
    void event_that_is_no_competition_is_a_violation_of_its_row(String line, String message) {
        String start = line.startsWith("DTSTART") ? "" : "DTSTART;VALUE=DATE:20270508\n";
        assertThat(read("SUMMARY:A\n" + start + line).get(0).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.msg()).contains(message));
    }

    @Test
    void event_without_uid_has_no_key() {
        assertThat(read("SUMMARY:A\nDTSTART:20270508").get(0).key()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A", "[{}]"})
    void other_file_is_refused(String file) {
        assertInvalid(file, "must be an iCalendar file");
    }

    @Test
    void deep_nesting_is_refused_before_it_exhausts_the_stack() {
        assertInvalid("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n".repeat(100_000), "must not nest");
    }

    @Test
    void long_property_is_cut_so_that_its_row_is_refused_with_little_memory() {
        String text = "x".repeat(1_000_000);
        SourceRow row = read("SUMMARY:A\nDTSTART:20270508\nDESCRIPTION:" + text + "\nATTACH:" + text)
                .get(0);
        assertThat(row.json()).hasSizeBetween(SourceRow.MAX_LENGTH + 1, SourceRow.MAX_LENGTH + 1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b\u00a0", "\u200ba@b", "a@b\ufeff", " a@b "})
    void uid_is_trimmed_as_an_identifier(String uid) {
        String event = "UID:" + uid + "\nSUMMARY:A\nDTSTART;VALUE=DATE:20270508";
        assertThat(read(event).get(0).key()).isEqualTo("uid:a@b");
    }

    @Test
    void more_than_10_000_events_are_refused() {
        String event = "BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART:20270508\r\nEND:VEVENT\r\n";
        assertInvalid("BEGIN:VCALENDAR\r\n" + event.repeat(10_001) + "END:VCALENDAR\r\n", "at most 10000 rows");
    }

    private static void assertInvalid(String file, String message) {
        assertThatThrownBy(() -> SourceFormat.ICS.read(file.getBytes(StandardCharsets.UTF_8), OPTIONS, row -> {}))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    private static List<SourceRow> read(String event) {
        String file =
                "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Europe/Tallinn\nBEGIN:VTIMEZONE\nTZID:Europe/Tallinn\n"
                        + "BEGIN:STANDARD\nDTSTART:19700101T000000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\n" + event
                        + "\nEND:VEVENT\nEND:VCALENDAR\n";
        List<SourceRow> rows = new ArrayList<>();
        byte[] content = file.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        SourceFormat.ICS.read(content, OPTIONS, rows::add);
        return rows;
    }

    private static Map<String, String> texts(SourceRow row) {
        Map<String, String> texts = new HashMap<>();
        row.members().forEach((name, member) -> texts.put(name, member.text()));
        return texts;
    }
}
