package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ICalendarEventTest {
    @Test
    void lines_fold_at_75_octets_between_characters() {
        String line = "SUMMARY:" + "東京🏃é".repeat(60);
        String folded = ICalendarEvent.foldLine(line);
        assertThat(folded.split("\r\n")).allSatisfy(part -> assertThat(part.getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(1, 75));
        assertThat(folded.replace("\r\n ", "")).isEqualTo(line);
        assertThat(new String(folded.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(folded);
    }

    @Test
    void line_of_exactly_75_octets_is_not_folded() {
        assertThat(ICalendarEvent.foldLine("x".repeat(75))).isEqualTo("x".repeat(75));
        assertThat(ICalendarEvent.foldLine("x".repeat(76))).isEqualTo("x".repeat(75) + "\r\n x");
    }

    @Test
    void event_ends_on_the_day_after_the_last_one() {
        assertThat(ICalendarEvent.render(TestCompetitions.minimal()))
                .contains("DTSTART;VALUE=DATE:20271231\r\n", "DTEND;VALUE=DATE:20280101\r\n");
    }

    @Test
    void uid_sequence_and_stamp_follow_the_stored_revision() {
        assertThat(ICalendarEvent.render(TestCompetitions.minimal()))
                .contains(
                        "UID:5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67@opentrack.run\r\n",
                        "SEQUENCE:3\r\n",
                        "DTSTAMP:20270301T102030Z\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "scheduled, '', CONFIRMED, ",
        "scheduled, moved back, CONFIRMED, moved back",
        "rescheduled, '', CONFIRMED, Rescheduled",
        "finished, '', CONFIRMED, Finished",
        "provisional, '', TENTATIVE, Provisional",
        "postponed, storm, TENTATIVE, Postponed: storm",
        "cancelled, 'flood, fire', CANCELLED, 'Cancelled: flood\\, fire'"
    })
    void status_is_one_of_rfc_5545_and_the_reason_is_in_the_description(
            String status, String reason, String property, String description) {
        String event = ICalendarEvent.render(TestCompetitions.withStatus(status, reason, "[]"));
        assertThat(event).contains("STATUS:" + property + "\r\n", "SEQUENCE:4\r\n", "2b67@opentrack.run\r\n");
        if (description == null) {
            assertThat(event).doesNotContain("DESCRIPTION");
        } else {
            assertThat(event).contains("DESCRIPTION:" + description + "\r\n");
        }
    }

    @Test
    void text_is_escaped_and_its_line_breaks_are_unified() {
        String event = ICalendarEvent.render(TestCompetitions.with(members -> {
            members.put("full_name", "a;b,c\\d");
            members.put("basic_description", "1\r\n2\r3\n4");
        }));
        assertThat(event).contains("SUMMARY:a\\;b\\,c\\\\d\r\n", "DESCRIPTION:1\\n2\\n3\\n4\r\n");
    }

    @Test
    void value_cannot_add_a_property() {
        assertThat(ICalendarEvent.render(
                        TestCompetitions.with(members -> members.put("full_name", "a\r\nATTENDEE:mailto:x@y.z"))))
                .doesNotContain("\r\nATTENDEE");
    }

    @Test
    void position_needs_latitude_and_longitude() {
        assertThat(ICalendarEvent.render(TestCompetitions.with(members -> members.put("latitude", 1.5))))
                .doesNotContain("GEO:");
        assertThat(ICalendarEvent.render(TestCompetitions.with(
                        members -> members.put("latitude", 1.5).put("longitude", 2))))
                .contains("GEO:1.5;2\r\n");
    }

    @ParameterizedTest
    @CsvSource({"-0.0000005, -0.000001", "5.0E-7, 0.000001", "4e-7, 0.000000", "1E+1, 10", "36.0250, 36.0250"})
    void position_has_no_exponent_and_at_most_six_decimal_places(BigDecimal longitude, String expected) {
        assertThat(ICalendarEvent.render(TestCompetitions.with(
                        members -> members.put("latitude", 1.5).put("longitude", longitude))))
                .contains("GEO:1.5;" + expected + "\r\n");
    }

    @Test
    void link_is_percent_encoded() {
        assertThat(ICalendarEvent.render(TestCompetitions.with(
                        members -> members.put("website", "https://example.org/läufe?ort=Zürich"))))
                .contains("URL:https://example.org/l%C3%A4ufe?ort=Z%C3%BCrich\r\n");
    }

    @Test
    void links_in_the_description_are_percent_encoded_where_they_can_be_uris() {
        assertThat(ICalendarEvent.render(TestCompetitions.with(members -> members.put("basic_description", "Läufe")
                        .put("entry_link", "https://example.org/läufe")
                        .put("results_link", "https://a[b"))))
                .contains("DESCRIPTION:Läufe\\nhttps://example.org/l%C3%A4ufe\\nhttps://a[b\r\n");
    }

    @Test
    void link_that_cannot_be_a_uri_is_left_out() {
        assertThat(ICalendarEvent.render(TestCompetitions.with(members -> members.put("website", "https://a[b"))))
                .doesNotContain("URL:");
    }

    @Test
    void all_day_event_does_not_block_the_subscribers_time() {
        assertThat(ICalendarEvent.render(TestCompetitions.minimal())).contains("TRANSP:TRANSPARENT\r\n");
    }
}
