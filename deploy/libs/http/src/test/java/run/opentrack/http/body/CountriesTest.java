package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.Countries.Country;

class CountriesTest {
    @ParameterizedTest
    @CsvSource({"DEU, GER", "NLD, NED", "CHE, SUI", "GBR, GBR", "XKX, KOS", "GRC, GRE", "HRV, CRO"})
    void iso_code_has_its_ioc_code(String iso, String ioc) {
        assertThat(Countries.ofIso(iso)).map(Country::ioc).contains(ioc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GER", "deu", "DE", "", "XXX", "DEU "})
    void anything_but_an_upper_case_iso_code_is_unknown(String code) {
        assertThat(Countries.isIso(code)).isFalse();
        assertThat(Countries.ofIso(code)).isEmpty();
    }

    @Test
    void codes_are_three_upper_case_letters_without_repetition() {
        assertThat(Countries.all())
                .hasSize(250)
                .extracting(Country::iso)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[A-Z]{3}"));
        assertThat(Countries.all()).extracting(Country::ioc).doesNotHaveDuplicates();
    }

    @Test
    void european_athletics_has_51_members() {
        assertThat(Countries.european())
                .hasSize(51)
                .contains("GBR", "XKX", "ISR", "TUR")
                .doesNotContain("USA", "KAZ");
    }

    @ParameterizedTest
    @CsvSource({
        "GER, 'GER is the IOC code of Germany, its ISO code is DEU'",
        "ger, 'GER is the IOC code of Germany, its ISO code is DEU'",
        "est, did you mean EST?",
        "' EST ', did you mean EST?",
        "Estonia, did you mean EST?",
        "ee, did you mean EST?",
    })
    void message_for_an_invalid_code_suggests_the_right_one(String code, String suggestion) {
        assertThat(Countries.describeInvalid(code))
                .startsWith("is not an ISO 3166-1 alpha-3 code")
                .endsWith(suggestion);
    }

    @Test
    void message_for_an_unknown_code_states_the_rule_alone() {
        assertThat(Countries.describeInvalid("QQQ"))
                .isEqualTo("is not an ISO 3166-1 alpha-3 code (or XKX) in upper case");
    }

    @Test
    void message_for_an_invalid_parameter_repeats_a_short_printable_value() {
        assertThat(Countries.violationMessage("QQQ")).startsWith("QQQ is not an ISO");
        assertThat(Countries.violationMessage("Q\n")).startsWith("this is not an ISO");
        assertThat(Countries.violationMessage("Q".repeat(11))).startsWith("this is not an ISO");
    }

    @Test
    void every_country_has_an_alpha_2_code() {
        assertThat(Countries.all()).allSatisfy(country -> assertThat(Countries.alpha2(country.iso()))
                .as(country.iso())
                .hasValueSatisfying(code -> assertThat(code).hasSize(2)));
        assertThat(Countries.alpha2("DEU")).contains("DE");
        assertThat(Countries.alpha2("XKX")).contains("XK");
    }
}
