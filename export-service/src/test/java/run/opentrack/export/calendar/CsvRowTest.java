package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowTest {
    @Test
    void row_has_a_cell_for_each_header() {
        assertThat(CsvRow.render(TestCompetitions.minimal()).split(",", -1))
                .hasSameSizeAs(CsvRow.HEADER.split(",", -1));
    }

    @Test
    void row_and_header_end_with_crlf() {
        assertThat(CsvRow.HEADER).startsWith("full_name,short_name,").endsWith(",year\r\n");
        assertThat(CsvRow.render(TestCompetitions.minimal()))
                .startsWith("Valletta Open,,")
                .endsWith(",2027\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void text_that_a_spreadsheet_would_run_gets_an_apostrophe(String name) {
        assertThat(row("full_name", name)).containsAnyOf("'" + name + ",", "\"'" + name + "\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1", "a=b", "a@b.org", " =1"})
    void formula_character_after_the_start_is_harmless(String name) {
        assertThat(row("full_name", name)).startsWith(name + ",");
    }

    @Test
    void separators_quotes_and_line_breaks_are_quoted() {
        assertThat(row("full_name", "a,b")).startsWith("\"a,b\",");
        assertThat(row("full_name", "a\"b")).startsWith("\"a\"\"b\",");
        assertThat(row("full_name", "a\nb")).startsWith("\"a\nb\",");
        assertThat(row("full_name", "a\rb")).startsWith("\"a\rb\",");
    }

    @Test
    void negative_number_stays_a_number() {
        ExportedCompetition competition = TestCompetitions.with(members -> members.put("longitude", -0.12));
        assertThat(CsvRow.render(competition)).contains(",-0.12,");
    }

    @Test
    void override_token_and_events_are_left_out() {
        ExportedCompetition competition = TestCompetitions.with(members -> {
            members.put("override_token", "secret");
            members.putArray("events").addObject().put("event_code", "100");
        });
        assertThat(CsvRow.render(competition)).doesNotContain("secret", "event_code");
    }

    private static String row(String member, String value) {
        return CsvRow.render(TestCompetitions.with(members -> members.put(member, value)));
    }
}
