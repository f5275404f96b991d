package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.name.parse.Token.Meaning;

class SpellingIndexTest {
    @ParameterizedTest
    @ValueSource(strings = {"championshp", "championsship", "chanpionship", "hcampionship", "championship"})
    void one_typo_is_corrected(String misspelled) {
        assertThat(index(TokenType.GENERIC, "championship").find(misspelled, 1)).isEqualTo("championship");
    }

    @Test
    void a_letter_left_out_between_vowels_is_corrected() {
        assertThat(index(TokenType.DISTANCE, "marathon").find("mathon", 1)).isEqualTo("marathon");
        assertThat(index(TokenType.COUNTRY, "espana").find("espa", 1)).isEqualTo("espana");
    }

    @Test
    void more_typos_than_allowed_are_not() {
        SpellingIndex index = index(TokenType.GENERIC, "championship");
        assertThat(index.find("chanpionshp", 1)).isNull();
        assertThat(index.find("chanpionshp", 2)).isEqualTo("championship");
    }

    @Test
    void a_short_word_is_no_target() {
        assertThat(index(TokenType.GENERIC, "relay").find("relai", 1)).isNull();
    }

    @Test
    void a_city_must_be_longer_than_other_targets() {
        assertThat(index(TokenType.GENERIC, "torino").find("torinn", 1)).isEqualTo("torino");
        assertThat(index(TokenType.CITY, "torino").find("torinn", 1)).isNull();
    }

    @Test
    void a_month_is_never_a_target() {
        assertThat(index(TokenType.MONTH, "september").find("septembar", 1)).isNull();
    }

    @Test
    void of_two_equally_near_words_the_first_in_order_is_taken() {
        assertThat(index(TokenType.GENERIC, "matching", "catching").find("hatching", 1))
                .isEqualTo("catching");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raod", "rod", "roads", "rood"})
    void one_typo_behind_the_first_letter_of_a_short_discriminator_is_corrected(String misspelled) {
        List<Meaning> surface = List.of(new Meaning(TokenType.SURFACE, "road"));
        SpellingIndex index = SpellingIndex.ofShort(
                Map.of("road", surface, "roda", List.of(new Meaning(TokenType.GENERIC, "value")), "hall", surface),
                SpellingIndex::decides);
        assertThat(index.findShort(misspelled)).isEqualTo("road");
        assertThat(index.findShort("b" + misspelled.substring(1))).isNull();
    }

    private static SpellingIndex index(TokenType type, String... words) {
        List<Meaning> meanings = List.of(new Meaning(type, "value"));
        return SpellingIndex.of(Stream.of(words).collect(Collectors.toMap(word -> word, word -> meanings)));
    }
}
