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

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\u0085", "\u00a0", "\u1680", "\u2007", "\u2028", "\u202f", "\u205f", "\u3000"})
    void white_space_is_removed_at_the_ends_of_a_text(String white) {
        assertThat(TextValidator.trim(white + white + "a" + white + "b" + white))
                .isEqualTo("a" + white + "b");
        assertThat(TextValidator.trimIdentifier(white + "a" + white)).isEqualTo("a");
        assertThat(TextValidator.isBlank(white)).isTrue();
        assertThat(TextValidator.isValidIdentifier("a" + white + "b")).isEqualTo(white.equals(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", "\u200b", "\u200d", "\u200e",
                "\u202e", "\u2060", "\u2065", "\u2066", "\u2800", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\ufff9",
                "\ud834\udd59", "\udb40\udc20", "\udb40\udd00"
            })
    void an_invisible_character_is_removed_at_the_ends_of_an_identifier_only(String invisible) {
        assertThat(TextValidator.trim(invisible + "a")).isEqualTo(invisible + "a");
        assertThat(TextValidator.trimIdentifier("\u00a0" + invisible + " a" + invisible))
                .isEqualTo("a");
        assertThat(TextValidator.isBlank(" " + invisible)).isTrue();
        assertThat(TextValidator.isValidIdentifier("a" + invisible + "b")).isFalse();
        assertThat(TextValidator.isValid("a" + invisible + "b", false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0301", "\u20dd", "\u0903", "\u200b\u0301\u00a0"})
    void a_text_without_a_visible_character_is_blank(String text) {
        assertThat(TextValidator.isBlank(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-", "e\u0301", "東", "🏃", "\u2800x", "\u0e01", "\u11a8"})
    void a_text_with_a_visible_character_is_not_blank(String text) {
        assertThat(TextValidator.isBlank(text)).isFalse();
    }

    @Test
    void controls_and_surrogates_at_the_ends_of_an_identifier_stay_invalid() {
        for (String text : new String[] {"\u0000a", "a\u0007", "a\ud800"}) {
            assertThat(TextValidator.isValidIdentifier(TextValidator.trimIdentifier(text)))
                    .isFalse();
        }
    }

    @Test
    void unpaired_surrogates_are_invalid() {
        for (String text : new String[] {"\ud83c", "\udfc3", "\ud83cx", "\udfc3\ud83c", "x\ud83c\ud83c\udfc3"}) {
            assertThat(TextValidator.isValid(text, true)).isFalse();
        }
    }
}
