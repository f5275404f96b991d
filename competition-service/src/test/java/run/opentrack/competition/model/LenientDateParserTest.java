package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientDateParserTest {
    private static final LocalDate DATE = LocalDate.of(2027, 5, 8);

    @ParameterizedTest
    @ValueSource(strings = {"2027-05-08", "2027-5-8", " 2027-05-8 "})
    void month_and_day_may_lack_their_zeros(String text) {
        assertThat(LenientDateParser.parse(text)).contains(DATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2027-05", "2027/05/08", "27-05-08", "2027-05-08T10:00", "2027-005-08", "-2027-05-08"})
    void other_notations_are_rejected(String text) {
        assertThat(LenientDateParser.parse(text)).isEmpty();
    }

    @Test
    void dates_that_do_not_exist_are_rejected() {
        assertThat(LenientDateParser.parse("2027-02-29")).isEmpty();
        assertThat(LenientDateParser.parse("2028-02-29")).isPresent();
        assertThat(LenientDateParser.parse("2027-13-01")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"8.5.2027", "08.05.2027", "2027/5/8", "2027-05-08T10:00:00Z", "2027-05-08 to 2027-05-09"})
    void the_date_meant_by_another_notation_is_suggested(String text) {
        assertThat(LenientDateParser.suggest(text)).contains(DATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-02-30", "31.2.2027", "8.5.27", "2027-05-081", "May 8, 2027"})
    void no_date_is_suggested_where_none_is_certain(String text) {
        assertThat(LenientDateParser.suggest(text)).isEmpty();
    }
}
