package run.opentrack.competition.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.imports.ImportRow.Outcome;
import run.opentrack.competition.imports.format.SourceFormat;
import run.opentrack.competition.imports.format.SourceOptions;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;

class ImportRowTest {
    private static final SourceOptions OPTIONS = new SourceOptions("EST", null, Map.of());

    @Test
    void row_is_of_the_country_of_the_import_and_without_ids_of_its_source() {
        ImportRow row = read("full_name,date,id\nKevad,18.5.2027,7d4f2c1e-0000-4000-8000-000000000001\n");
        assertThat(row.outcome()).isNull();
        assertThat(row.content()).isEqualTo("{\"full_name\":\"Kevad\",\"date\":\"2027-05-18\",\"country_id\":\"EST\"}");
        assertThat(row.nameKey()).isEqualTo("kevad");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "full_name,date,country_id~A,2027-05-18,LVA | must be EST",
                "full_name,date,latitude~A,2027-05-18,95    | must be from -90 to 90",
                "full_name,date~,2027-05-18                 | must not be empty",
                "full_name,date~A,8/5/2027                  | is ambiguous"
            })
    void invalid_row_is_refused_with_its_violations(String file, String message) {
        ImportRow row = read(file.replace('~', '\n'));
        assertThat(row.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(row.finished()).isTrue();
        assertThat(row.content()).isNull();
        assertThat(row.detail()).contains(message).contains("\"loc\":[\"body\",");
    }

    @Test
    void ambiguous_date_is_one_violation() {
        assertThat(read("full_name,date\nA,8/5/2027\n").detail().split("\"loc\""))
                .hasSize(2);
    }

    @Test
    void refused_row_is_still_identified() {
        ImportRow row = read("full_name,date,national_id\nKevad,soon,77\n");
        assertThat(row.key()).isEqualTo("national_id:77");
        assertThat(row.nameKey()).isEqualTo("kevad");
    }

    @Test
    void change_has_the_members_of_the_row_but_no_slug() {
        CompetitionData stored = CompetitionParser.parse(
                read("full_name,date,finish_date\nA,2027-05-18,2027-05-19\n").members());
        assertThat(read("full_name,date,slug,city\nA,2027-05-18,a,Tartu\n").changes(stored))
                .containsOnlyKeys("full_name", "date", "city", "country_id");
    }

    @Test
    void end_follows_a_date_that_moves_if_the_file_has_no_end() {
        CompetitionData stored = CompetitionParser.parse(
                read("full_name,date,finish_date\nA,2027-05-18,2027-05-19\n").members());
        ImportRow moved = read("full_name,date\nA,2027-06-18\n");
        assertThat(CompetitionParser.parseChange(stored, moved.changes(stored)).finishDate())
                .isEqualTo("2027-06-18");
    }

    @Test
    void row_that_cannot_be_written_in_time_is_refused_unless_it_was() {
        ImportRow planned = read("full_name,date\nA,2027-06-18\n").with(new UUID(0, 1), Outcome.NEW, null, false);
        assertThat(planned.overdue(true).outcome()).isEqualTo(Outcome.NEW);
        ImportRow refused = planned.overdue(false);
        assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(refused.competition()).isNull();
        assertThat(refused.detail()).contains("not be written within a day");
        assertThat(List.of(planned.overdue(true).finished(), refused.finished()))
                .containsOnly(true);
        ImportRow change = planned.with(new UUID(0, 1), Outcome.CHANGED, null, false);
        assertThat(change.overdue(true).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(change.overdue(true).competition()).isEqualTo(change.competition());
        ImportRow finished = change.with(new UUID(0, 1), Outcome.CHANGED, null, true);
        assertThat(finished.overdue(true)).isEqualTo(finished);
    }

    private static ImportRow read(String file) {
        List<ImportRow> rows = new ArrayList<>();
        SourceFormat.CSV.read(
                file.getBytes(StandardCharsets.UTF_8), OPTIONS, row -> rows.add(ImportRow.of(1, row, OPTIONS)));
        return rows.get(0);
    }
}
