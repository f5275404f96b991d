package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormulaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "=1+1|'=1+1",
                "Gala;=1+1;@SUM(A1)|Gala;'=1+1;'@SUM(A1)",
                "\"=1\"|'\"=1\"",
                "\u00a0\uFF1D1|'\u00a0\uFF1D1",
                "-5|'-5",
                "'=x|''=x",
                "' =x;''@y|'' =x;'''@y",
            })
    void formulas_are_prefixed_where_a_cell_may_begin_and_restored(String text, String neutralized) {
        assertThat(CsvFormula.neutralize(text)).isEqualTo(neutralized);
        assertThat(CsvFormula.restore(neutralized)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gala", "'s-Hertogenbosch", "a=b", "5-a-side", ""})
    void other_text_stays_as_it_is(String text) {
        assertThat(CsvFormula.neutralize(text)).isEqualTo(text);
        assertThat(CsvFormula.restore(text)).isEqualTo(text);
    }
}
