package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextValidatorTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "Ħal Luqa", "東京", "🏃", "\u00a0", "\u200b", "\ufeff", "a\u0301"})
    void all_of_unicode_but_controls_is_valid(String text) {
        assertThat(TextValidator.isValid(text, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u0007", "\u001f", "\u007f", "\u0085", "\u009f"})
    void control_characters_are_invalid(String text) {
        assertThat(TextValidator.isValid(text, false)).isFalse();
        assertThat(TextValidator.isValid(text, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\tb"})
    void line_breaks_and_tabs_are_valid_in_multiline_text_alone(String text) {
        assertThat(TextValidator.isValid(text, true)).isTrue();
        assertThat(TextValidator.isValid(text, false)).isFalse();
    }

    @Test
    void unpaired_surrogates_are_invalid() {
        for (String text : new String[] {"\ud83c", "\udfc3", "\ud83cx", "\udfc3\ud83c", "x\ud83c\ud83c\udfc3"}) {
            assertThat(TextValidator.isValid(text, true)).isFalse();
        }
    }
}
