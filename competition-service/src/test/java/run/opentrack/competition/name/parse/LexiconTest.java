package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.name.parse.Token.Meaning;

class LexiconTest {
    @Test
    void a_word_may_have_several_meanings() {
        assertThat(Lexicon.lookup("allievi"))
                .contains(new Meaning(TokenType.SEX, "masculine"))
                .hasSizeGreaterThan(1);
    }

    @Test
    void a_listed_compound_has_the_meaning_of_its_head_too() {
        assertThat(Lexicon.lookup("vereinsmeisterschaften"))
                .contains(new Meaning(TokenType.LEVEL, "club"), new Meaning(TokenType.GENERIC, "championship"));
    }

    @Test
    void an_abbreviation_of_one_country_takes_precedence() {
        assertThat(Lexicon.expansion("dm", "DEU")).containsExactly("german", "championships");
        assertThat(Lexicon.expansion("dm", "FRA")).isNull();
    }

    @Test
    void no_line_repeats_a_word() {
        Stream<String> files =
                Arrays.stream(TokenType.values()).map(TokenType::lexiconFile).filter(Objects::nonNull);
        assertThat(Stream.concat(files, Stream.of("abbreviations", "bilingual-towns", "championships", "endings")))
                .allSatisfy(file -> assertThat(LexiconFile.read(file))
                        .allSatisfy(line -> assertThat(line.words()).doesNotHaveDuplicates()));
    }

    @Test
    void a_line_is_a_meaning_with_its_words() {
        assertThat(LexiconFile.read("endings")).anySatisfy(line -> {
            assertThat(line.value()).isEqualTo("Adjectives");
            assertThat(line.words()).containsExactly("ni", "na", "no", "ne");
        });
    }
}
