package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportedCompetitionTest {
    @Test
    void numbers_keep_their_digits() {
        ExportedCompetition competition =
                ExportedCompetition.of("{\"latitude\":36.0250}", TestCompetitions.SCHEDULED, 1, Instant.EPOCH);
        assertThat(competition.members()).hasToString("{\"latitude\":36.0250}");
    }

    @Test
    void null_and_empty_text_count_as_absent() {
        ExportedCompetition competition = ExportedCompetition.of(
                "{\"a\":null,\"b\":\"\",\"c\":\"x\",\"d\":0}", TestCompetitions.SCHEDULED, 1, Instant.EPOCH);
        assertThat(competition.has("a")).isFalse();
        assertThat(competition.has("b")).isFalse();
        assertThat(competition.has("c")).isTrue();
        assertThat(competition.has("d")).isTrue();
        assertThat(competition.text("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"a\":\"b\\\"}",
                "{\"a\":1}}",
                "{\"a\":1},{}",
                "{\"a\":01}",
                "{\"a\":[1}]"
            })
    void one_json_object_is_required(String text) throws IOException {
        assertThat(isValid(text)).isFalse();
        assertThatThrownBy(() -> ExportedCompetition.of(text, TestCompetitions.SCHEDULED, 1, Instant.EPOCH))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"a\":1e2147483648}", "{\"a\":[{\"b\":\"ä\\u0000\"}]}"})
    void number_that_no_format_can_represent_is_valid(String text) throws IOException {
        assertThat(isValid(text)).isTrue();
    }

    private static boolean isValid(String text) throws IOException {
        byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
        return ExportedCompetition.isValid(bytes, 1, bytes.length - 2);
    }
}
