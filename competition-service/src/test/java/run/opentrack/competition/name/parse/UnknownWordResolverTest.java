package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownWordResolverTest {
    @ParameterizedTest
    @CsvSource({"dathletisme, athletisme", "dellindoor, indoor", "lindoor, indoor"})
    void an_elided_article_is_stripped(String word, String stripped) {
        assertThat(UnknownWordResolver.resolve(word)).containsExactly(Token.of(word, Lexicon.lookup(stripped)));
    }

    @Test
    void a_misspelled_word_has_the_meanings_of_its_correction() {
        assertThat(UnknownWordResolver.resolve("championshps"))
                .containsExactly(Token.of("championshps", Lexicon.lookup("championships")));
    }

    @Test
    void a_compound_is_split_at_its_head() {
        assertThat(UnknownWordResolver.resolve("kugelstosscup")).hasSizeGreaterThan(1);
        assertThat(CompoundSplitter.split("turmsportfest"))
                .extracting(Token::text)
                .containsExactly("turm", "sportfest");
    }

    @Test
    void a_compound_with_a_misspelled_head_is_split_too() {
        assertThat(CompoundSplitter.split("turmsportfesst")).isEmpty();
        assertThat(CompoundSplitter.splitMisspelled("turmsportfesst"))
                .extracting(Token::text)
                .containsExactly("turm", "sportfesst");
    }

    @Test
    void a_city_is_no_compound_head() {
        assertThat(CompoundSplitter.split("darmstadt")).isEmpty();
    }

    @Test
    void any_other_word_is_a_name() {
        assertThat(UnknownWordResolver.resolve("qwrtzuio")).containsExactly(Token.of("qwrtzuio", List.of()));
    }
}
