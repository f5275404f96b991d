package run.opentrack.competition.imports.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.model.CompetitionParser;

class JsonSourceReaderTest {
    private static final SourceOptions OPTIONS = new SourceOptions("EST", null, Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void items_are_rows_with_their_members_as_sent(String mark) {
        String first = "{\"full_name\":\"Õhtu\",\"country_id\":\"EST\",\"date\":\"2027-05-08\",\"national_id\":77,"
                + "\"events\":[{\"a\":1.50}],\"age_groups\":null}";
        List<SourceRow> rows = read(mark + "[ " + first + " , {\"full_name\":\"B\"}]\n");
        assertThat(rows).extracting(SourceRow::number).containsExactly(1, 2);
        assertThat(rows).extracting(SourceRow::key).containsExactly("national_id:77", null);
        assertThat(rows.get(0).json()).isEqualTo(first);
        assertThat(CompetitionParser.parse(rows.get(0).members()).events()).isEqualTo("[{\"a\":1.50}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00c9-1\u200b", "\u00a0\u00c9-1", "\ufeff\u00c9-1 ", "E\u0301-1"})
    void one_national_id_in_several_spellings_is_one_key(String id) {
        SourceRow row = read("[{\"national_id\":\"" + id + "\"}]").get(0);
        assertThat(row.key()).isEqualTo("national_id:\u00c9-1");
        assertThat(SourceRow.normalizeKey("national_id:" + id)).isEqualTo(row.key());
        assertThat(SourceRow.normalizeKey(null)).isNull();
    }

    @Test
    void empty_array_has_no_rows() {
        assertThat(read("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[7, {\"full_name\": \"A\"}]                          | must be a JSON object",
                "[[[]], {\"full_name\": \"A\"}]                       | must be a JSON object",
                "[{\"date\": 1, \"date\": 2}, {\"full_name\": \"A\"}] | must not be given twice",
                "[{\"latitude\": 1e9999}, {\"full_name\": \"A\"}]     | exponent"
            })
    void item_that_cannot_be_read_is_a_violation_of_its_row_only(String file, String message) {
        List<SourceRow> rows = read(file);
        assertThat(rows.get(0).violations().get(0).msg()).contains(message);
        assertThat(rows.get(1).violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1001, 1", "1, 60000"})
    void item_with_a_long_number_or_name_is_a_violation_of_its_row_only(int digits, int characters) {
        String item = "{\"" + "a".repeat(characters) + "\":" + "1".repeat(digits) + "}";
        List<SourceRow> rows = read("[" + item + ",{\"full_name\":\"A\"}]");
        assertThat(rows.get(0).violations()).hasSize(1);
        assertThat(rows.get(1).violations()).isEmpty();
    }

    @Test
    void long_item_is_a_violation_of_its_row_only() {
        List<SourceRow> rows = read("[{\"full_name\":\"" + "x".repeat(600_000) + "\"},{\"full_name\":\"A\"}]");
        assertThat(rows.get(0).members()).isEmpty();
        assertThat(rows.get(0).violations()).singleElement().satisfies(violation -> assertThat(violation.msg())
                .contains("must have at most 524288 bytes"));
        assertThat(rows.get(1).violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[{\"a\":1}", "[{]", "[] []", "[1 2]", "text", "\u0000[]"})
    void other_file_is_refused(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("JSON array");
    }

    @ParameterizedTest
    @CsvSource({
        "csv, CSV",
        "text/csv; charset=utf-8, CSV",
        "TEXT/CALENDAR, ICS",
        "ics, ICS",
        "application/json, JSON",
        "text/plain, ",
        "'', "
    })
    void format_is_named_by_its_file_name_or_media_type(String text, SourceFormat format) {
        assertThat(SourceFormat.of(text).orElse(null)).isEqualTo(format);
    }

    private static List<SourceRow> read(String file) {
        List<SourceRow> rows = new ArrayList<>();
        SourceFormat.JSON.read(file.getBytes(StandardCharsets.UTF_8), OPTIONS, rows::add);
        return rows;
    }
}
