package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.name.parse.Token.Form;
import run.opentrack.competition.name.parse.Token.Meaning;

class NumberTokenParserTest {
    @ParameterizedTest
    @CsvSource({"u18, u18", "sub20, u20", "under09, u9", "w35, w35", "k18, u18", "k35, k35", "m40, m40"})
    void letters_before_an_age_are_an_age_group(String word, String ageGroup) {
        assertThat(parse(word)).containsExactly(Token.of(word, TokenType.AGE_GROUP, ageGroup));
    }

    @Test
    void a_sex_before_a_youth_group_is_a_token_of_its_own() {
        assertThat(parse("mju20"))
                .containsExactly(Token.of("mju20", TokenType.AGE_GROUP, "u20"), Token.of("m", TokenType.SEX, "men"));
        assertThat(parse("wu18")).contains(Token.of("w", TokenType.SEX, "women"));
    }

    @Test
    void a_number_is_cardinal_and_with_an_ordinal_suffix_ordinal() {
        assertThat(parse("12")).containsExactly(Token.number("12", 12, Form.CARDINAL));
        assertThat(parse("3rd")).containsExactly(Token.number("3", 3, Form.ORDINAL));
    }

    @Test
    void a_number_with_a_unit_is_a_distance() {
        assertThat(parse("5000m")).containsExactly(Token.of("5000m", TokenType.DISTANCE, "5000m"));
        assertThat(parse("10k")).containsExactly(Token.of("10k", TokenType.DISTANCE, "10 km"));
    }

    @Test
    void a_product_is_a_relay_with_its_legs_as_distance() {
        assertThat(parse("4x100m"))
                .containsExactly(Token.of(
                        "4x100m",
                        List.of(
                                new Meaning(TokenType.DISCIPLINE, "relays"),
                                new Meaning(TokenType.DISTANCE, "4x100"))));
    }

    @Test
    void a_known_word_before_a_number_is_a_token_of_its_own() {
        List<Token> tokens = parse("round2");
        assertThat(tokens).hasSize(2);
        assertThat(tokens.get(0).hasType(TokenType.UNIT)).isTrue();
        assertThat(tokens.get(1)).isEqualTo(Token.number("2", 2, Form.CARDINAL));
    }

    @ParameterizedTest
    @CsvSource({"1234567", "18b3fa9c", "xyz2", "a123"})
    void any_other_word_with_digits_is_a_code(String word) {
        assertThat(parse(word)).containsExactly(Token.of(word, TokenType.NUMBER, word));
    }

    @Test
    void a_roman_numeral_is_a_number_and_a_word_is_none() {
        assertThat(parse("xxiii")).containsExactly(Token.number("xxiii", 23, Form.ROMAN));
        assertThat(parse("word")).isEmpty();
    }

    @Test
    void a_single_letter_is_a_numeral_only_at_either_end() {
        assertThat(NumberTokenParser.parse("v", false, true)).isNotEmpty();
        assertThat(NumberTokenParser.parse("v", false, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5000, m, 5000m",
        "0800, m, 800m",
        "10, km, 10 km",
        "21, km, half marathon",
        "42, km, marathon",
        "1, miles, 1 mile",
        "10, miles, 10 miles",
        "24, hours, 24 hours"
    })
    void distances_have_one_notation(String count, String unit, String distance) {
        assertThat(NumberTokenParser.normalizeDistance(count, unit)).isEqualTo(distance);
    }

    private static List<Token> parse(String word) {
        return NumberTokenParser.parse(word, false, false);
    }
}
