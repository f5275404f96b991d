package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
        assertThat(CsvRow.HEADER).startsWith("\uFEFFfull_name,short_name,").endsWith(",year\r\n");
        assertThat(CsvRow.render(TestCompetitions.minimal()))
                .startsWith("Valletta Open,,")
                .endsWith(",2027\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                " =1",
                "\u00A0=1",
                "\uFF1D1",
                "\"=1",
                "Gala;=1+1;@SUM(A1)",
                "Gala,=1",
                "Gala\t=1",
                "Gala; =1",
                "Gala;\"=1",
                "Gala;\"\"=1\"",
                "Gala\n=1",
                "Gala\r\n-1",
                ";;=1",
                "a;\uFEFF=1",
                "\";=1;\""
            })
    void no_cell_begins_a_formula_whatever_separator_the_file_is_read_with(String name) {
        for (String member : List.of("full_name", "short_name")) {
            for (char separator : new char[] {',', ';', '\t'}) {
                assertThat(cells(row(member, name), separator)).allSatisfy(cell -> assertThat(cell.strip())
                        .doesNotMatch("(?s)[\\p{Z}\\p{Cf}]*[=+@\uFF1D-].*"));
            }
        }
        assertThat(cells(row("full_name", name), ',').get(0).replace("'", "")).isEqualTo(name);
    }

    /** Cells as a spreadsheet reads them: quotes count at the start of a cell only, text after the closing one is kept. */
    private static List<String> cells(String csv, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean atStart = true;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"' && (quoted || atStart)) {
                quoted = !quoted;
                atStart = false;
            } else if (!quoted && (c == separator || c == '\n' || c == '\r')) {
                cells.add(cell.toString());
                cell.setLength(0);
                atStart = true;
            } else {
                cell.append(c);
                atStart = false;
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1", "a=b", "a@b.org", "a -1"})
    void formula_character_after_the_start_is_harmless(String name) {
        assertThat(row("full_name", name)).startsWith(name + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a;b", "a\tb", "a\nb", "a\rb"})
    void separators_of_all_locales_and_line_breaks_are_quoted(String name) {
        assertThat(row("full_name", name)).startsWith("\"" + name + "\",");
    }

    @Test
    void quotes_are_doubled() {
        assertThat(row("full_name", "a\"b")).startsWith("\"a\"\"b\",");
    }

    @Test
    void file_begins_with_a_byte_order_mark() {
        assertThat(CsvRow.HEADER).startsWith("\uFEFFfull_name,");
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
