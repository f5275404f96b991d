package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
    @ParameterizedTest
    @CsvSource({"10 000 gala, 10000", "1 500 gala, 1500"})
    void digit_groups_are_one_number(String name, String number) {
        assertThat(texts(name, "GBR")).startsWith(number);
    }

    @ParameterizedTest
    @CsvSource({"under 20 gala", "sub 20 gala", "u 20 gala"})
    void an_age_limit_of_two_words_is_one_token(String name) {
        assertThat(texts(name, "GBR")).startsWith("u20");
    }

    @Test
    void a_spelled_out_acronym_is_one_token() {
        assertThat(texts("p t s bratislava", "SVK")).startsWith("pts");
    }

    @Test
    void the_longest_known_phrase_is_one_token() {
        assertThat(texts("grand prix de paris", "FRA")).startsWith("grand prix");
    }

    @Test
    void an_abbreviation_is_expanded_in_its_country_only() {
        assertThat(texts("dm berlin", "DEU")).contains("german", "championships");
        assertThat(texts("dm berlin", "GBR")).startsWith("dm");
    }

    @Test
    void an_unknown_word_is_a_token_without_meanings() {
        List<Token> tokens = Tokenizer.tokenize("qwrtz meeting", "GBR");
        assertThat(tokens.get(0)).isEqualTo(Token.of("qwrtz", List.of()));
    }

    @Test
    void a_misspelled_word_of_a_phrase_is_corrected() {
        assertThat(texts("zlata tertra", "CZE")).isEqualTo(texts("zlata tretra", "CZE"));
        assertThat(texts("grand prxi", "GBR")).isEqualTo(texts("grand prix", "GBR"));
        assertThat(texts("grant open", "GBR")).isEqualTo(List.of("grant", "open"));
    }

    @Test
    void an_empty_name_has_no_tokens() {
        assertThat(Tokenizer.tokenize("", "GBR")).isEmpty();
    }

    @Test
    void a_letter_after_a_generic_word_numbers_a_series_unless_it_is_a_word_of_the_country() {
        assertThat(Tokenizer.tokenize("werfertag i leverkusen", "DEU")).anyMatch(Token::isNumber);
        assertThat(Tokenizer.tokenize("meeting i lublin", "POL")).noneMatch(Token::isNumber);
    }

    private static List<String> texts(String name, String country) {
        return Tokenizer.tokenize(name, country).stream().map(Token::text).toList();
    }
}
