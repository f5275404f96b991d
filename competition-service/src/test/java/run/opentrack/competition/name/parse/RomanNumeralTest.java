package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RomanNumeralTest {
    @ParameterizedTest
    @CsvSource({"ii, 2", "iv, 4", "ix, 9", "xiv, 14", "xxiii, 23", "xl, 40", "lx, 60", "xcix, 99", "cxcix, 199"})
    void canonical_numerals_have_their_value(String numeral, int value) {
        assertThat(RomanNumeral.parse(numeral, false)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iiii", "vx", "ic", "cc", "mix", "xxiiiiiiii", "word", "li", "ci"})
    void other_words_are_no_numerals(String word) {
        assertThat(RomanNumeral.parse(word, true)).isZero();
    }

    @Test
    void a_single_letter_is_a_numeral_only_where_allowed() {
        assertThat(RomanNumeral.parse("v", true)).isEqualTo(5);
        assertThat(RomanNumeral.parse("v", false)).isZero();
    }
}
