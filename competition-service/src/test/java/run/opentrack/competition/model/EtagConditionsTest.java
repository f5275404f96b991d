package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 13.1.1 and 13.1.2. */
class EtagConditionsTest {
    @Test
    void an_absent_if_none_match_selects_the_full_response() {
        assertThat(EtagConditions.isNotModified(null, "\"a\"")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "W/\"a\"", "*", " \"b\" , \"a\"", "\"b\",W/\"a\""})
    void if_none_match_compares_weakly(String header) {
        assertThat(EtagConditions.isNotModified(header, "\"a\"")).isTrue();
        assertThat(EtagConditions.isNotModified(header, "W/\"a\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b\"", "a", "", "\"A\"", "\"a", "\"ab\""})
    void if_none_match_ignores_other_tags(String header) {
        assertThat(EtagConditions.isNotModified(header, "\"a\"")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "*", "\"b\", \"a\"", " * "})
    void if_match_accepts_a_tag_or_any(String header) {
        assertThat(EtagConditions.isSatisfied(header, "\"a\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b\"", "W/\"a\"", "", "a"})
    void if_match_compares_strongly(String header) {
        assertThat(EtagConditions.isSatisfied(header, "\"a\"")).isFalse();
    }

    @Test
    void an_absent_if_match_is_satisfied() {
        assertThat(EtagConditions.isSatisfied(null, "\"a\"")).isTrue();
    }
}
