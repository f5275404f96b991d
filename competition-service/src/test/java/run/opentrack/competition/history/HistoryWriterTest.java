package run.opentrack.competition.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.sql.SqlExecutor;

class HistoryWriterTest {
    private static final Instant NOW = Instant.parse("2026-05-02T12:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();

    private Object[] parameters;
    private final SqlExecutor sql = (statement, values) -> {
        parameters = values;
        return Uni.createFrom().item(List.of());
    };

    @Test
    void creates_of_a_batch_are_added_by_one_statement_each_with_its_account() {
        UUID other = UUID.randomUUID();
        HistoryWriter.addCreated(
                        sql, List.of(competition("{\"a\":1}"), competition("{\"a\":2}")), List.of(ACCOUNT, other))
                .await()
                .indefinitely();
        assertThat((UUID[]) parameters[3]).containsExactly(ACCOUNT, other);
        assertThat((String[]) parameters[4]).containsExactly("created", "created");
        assertThat((String[]) parameters[5])
                .containsExactly("{\"a\":{\"old\":null,\"new\":1}}", "{\"a\":{\"old\":null,\"new\":2}}");
    }

    @Test
    void an_update_has_the_time_of_the_row_and_the_difference() {
        HistoryWriter.addUpdated(sql, competition("{\"a\":2}"), "{\"a\":1}", ACCOUNT)
                .await()
                .indefinitely();
        assertThat((OffsetDateTime[]) parameters[2])
                .containsExactly(NOW.plusSeconds(5).atOffset(ZoneOffset.UTC));
        assertThat((String[]) parameters[4]).containsExactly("changed");
        assertThat((String[]) parameters[5]).containsExactly("{\"a\":{\"old\":1,\"new\":2}}");
    }

    @Test
    void a_change_of_the_status_is_a_difference_and_one_that_was_never_set_is_none() {
        Competition cancelled = competition("{\"a\":1}");
        String before = HistoryWriter.snapshot(cancelled);
        cancelled.statusJson = "{\"status\":\"cancelled\",\"reason\":\"r\",\"since\":\"s\",\"previous_dates\":[]}";
        HistoryWriter.addUpdated(sql, cancelled, before, ACCOUNT).await().indefinitely();
        assertThat((String[]) parameters[5])
                .containsExactly("{\"status\":{\"old\":null,\"new\":" + cancelled.statusJson + "}}");
        HistoryWriter.addDeleted(sql, cancelled, ACCOUNT, NOW).await().indefinitely();
        assertThat((String[]) parameters[5])
                .containsExactly("{\"a\":{\"old\":1,\"new\":null},\"status\":{\"old\":" + cancelled.statusJson
                        + ",\"new\":null}}");
    }

    @Test
    void a_delete_has_the_time_of_the_request_and_every_value_as_old() {
        HistoryWriter.addDeleted(sql, competition("{\"a\":2}"), ACCOUNT, NOW.plusSeconds(9))
                .await()
                .indefinitely();
        assertThat((OffsetDateTime[]) parameters[2])
                .containsExactly(NOW.plusSeconds(9).atOffset(ZoneOffset.UTC));
        assertThat((String[]) parameters[1]).containsExactly("EST");
        assertThat((String[]) parameters[4]).containsExactly("deleted");
        assertThat((String[]) parameters[5]).containsExactly("{\"a\":{\"old\":2,\"new\":null}}");
        assertThat((Integer[]) parameters[6]).containsExactly(7);
    }

    private static Competition competition(String rendered) {
        Competition competition = new Competition();
        competition.id = UUID.randomUUID();
        competition.countryId = "EST";
        competition.rendered = rendered;
        competition.revision = 7;
        competition.createdAt = NOW;
        competition.updatedAt = NOW.plusSeconds(5);
        return competition;
    }
}
