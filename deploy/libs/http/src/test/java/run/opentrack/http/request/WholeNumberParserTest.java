package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class WholeNumberParserTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1000", "0007, 7"})
    void digits_within_the_bounds_are_a_number(String text, int number) {
        assertThat(WholeNumberParser.parse(text, 1, 1_000)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1001", "00001", "+1", "-1", "1.0", " 1", "1e3", "\u0661", "99999999999999999999"})
    void other_text_is_none(String text) {
        assertThat(WholeNumberParser.parse(text, 1, 1_000)).isEmpty();
    }

    @Test
    void the_largest_maximum_does_not_overflow() {
        assertThat(WholeNumberParser.parse("2147483647", 0, Integer.MAX_VALUE)).contains(Integer.MAX_VALUE);
        assertThat(WholeNumberParser.parse("2147483648", 0, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void an_absent_parameter_has_its_default_and_an_invalid_one_is_422() {
        assertThat(WholeNumberParser.parseQuery("limit", null, 100, 1, 1_000)).isEqualTo(100);
        assertThatThrownBy(() -> WholeNumberParser.parseQuery("limit", "0", 100, 1, 1_000))
                .isInstanceOfSatisfying(ApiException.class, invalid -> {
                    assertThat(invalid.status()).isEqualTo(422);
                    assertThat(invalid.detail().toString()).contains("limit", "must be a whole number from 1 to 1000");
                });
    }
}
