package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExportedCompetitionTest {
    @Test
    void numbers_keep_their_digits() {
        ExportedCompetition competition = ExportedCompetition.of("{\"latitude\":36.0250}", 1, Instant.EPOCH);
        assertThat(competition.members()).hasToString("{\"latitude\":36.0250}");
    }

    @Test
    void null_and_empty_text_count_as_absent() {
        ExportedCompetition competition =
                ExportedCompetition.of("{\"a\":null,\"b\":\"\",\"c\":\"x\",\"d\":0}", 1, Instant.EPOCH);
        assertThat(competition.has("a")).isFalse();
        assertThat(competition.has("b")).isFalse();
        assertThat(competition.has("c")).isTrue();
        assertThat(competition.has("d")).isTrue();
        assertThat(competition.text("a")).isEmpty();
    }

    @Test
    void invalid_json_is_an_error() {
        assertThatThrownBy(() -> ExportedCompetition.of("{", 1, Instant.EPOCH)).isInstanceOf(RuntimeException.class);
    }
}
