package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.Competition;

class CompetitionRepositoryTest {
    private final TestData.RecordingExecutor sql = new TestData.RecordingExecutor();
    private final Competition stored = TestData.stored(TestData.data("Spring Cup", "EST", "2027-05-01"));

    @Test
    void statements_are_short_enough_to_stay_prepared() {
        assertThat(CompetitionRepository.INSERT).hasSizeLessThan(2_048);
        assertThat(CompetitionRepository.UPDATE).hasSizeLessThan(2_048);
    }

    @Test
    void columns_are_the_fields_in_snake_case() {
        assertThat(CompetitionRepository.INSERT)
                .contains("wa_rankings_category_id", "age_group_parts", "full_name")
                .doesNotContain("fullName");
    }

    @Test
    void special_characters_in_array_elements_are_quoted() {
        assertThat(CompetitionRepository.arrayLiteral(new String[0])).isEqualTo("{}");
        assertThat(CompetitionRepository.arrayLiteral(new String[] {"a,b", "NULL", "", "{}"}))
                .isEqualTo("{\"a,b\",\"NULL\",\"\",\"{}\"}");
        assertThat(CompetitionRepository.arrayLiteral(new String[] {"say \"x\" \\"}))
                .isEqualTo("{\"say \\\"x\\\" \\\\\"}");
    }

    @Test
    void rows_of_a_batch_are_inserted_by_one_statement_with_an_array_for_each_column() {
        CompetitionRepository.insert(sql, List.of(stored, stored)).await().indefinitely();
        assertThat(sql.statements).containsExactly(CompetitionRepository.INSERT);
        assertThat(sql.parameters.get(0))
                .allSatisfy(column -> assertThat((Object[]) column).hasSize(2));
        assertThat((UUID[]) sql.parameters.get(0)[0]).containsExactly(stored.id, stored.id);
    }

    @Test
    void an_update_sends_every_column_and_the_id_as_condition() {
        CompetitionRepository.update(sql, stored).await().indefinitely();
        Object[] parameters = sql.parameters.get(0);
        assertThat(sql.statements.get(0)).endsWith("WHERE id = $" + parameters.length);
        assertThat(parameters[parameters.length - 1]).isEqualTo(stored.id);
        assertThat(parameters).contains(stored.rendered, stored.etag, stored.date);
    }

    @Test
    void times_are_sent_with_an_offset() {
        CompetitionRepository.update(sql, stored).await().indefinitely();
        assertThat(sql.parameters.get(0))
                .filteredOn(OffsetDateTime.class::isInstance)
                .hasSize(2);
    }

    @Test
    void a_row_becomes_the_competition_that_was_written() {
        CompetitionRepository.update(sql, stored).await().indefinitely();
        Object[] parameters = sql.parameters.get(0);
        Object[] row = java.util.Arrays.copyOf(parameters, parameters.length - 1);
        Competition read = CompetitionRepository.toCompetition(row);
        assertThat(read).usingRecursiveComparison().isEqualTo(stored);
    }
}
