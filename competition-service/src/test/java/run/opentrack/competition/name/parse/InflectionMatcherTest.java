package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InflectionMatcherTest {
    @ParameterizedTest
    @CsvSource({
        "kusocinski, kusocinskiego",
        "tampere, tampereen",
        "prefontaine, prefontaines",
        "berlin, berliner",
        "krakow, krakowa"
    })
    void cases_of_one_name_are_one_word(String a, String b) {
        assertThat(InflectionMatcher.isSameWord(a, b)).isTrue();
        assertThat(InflectionMatcher.isSameWord(b, a)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"essex, wessex", "ab, abs", "hamburg, hamilton", "marathon, maraton"})
    void other_words_and_short_stems_are_not(String a, String b) {
        assertThat(InflectionMatcher.isSameWord(a, b)).isFalse();
    }
}
