package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class PreconditionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a1", ""})
    void a_request_without_conditions_is_accepted(String etag) {
        assertThatCode(() -> Preconditions.NONE.require(etag.isEmpty() ? null : etag))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a1\"", " \"a1\" ", "\"b2\", \"a1\"", "\"a1\",\"b2\"", "*", " * "})
    void a_current_etag_or_an_asterisk_matches(String header) {
        assertThatCode(() -> new Preconditions(header, null).require("a1")).doesNotThrowAnyException();
        requireFailed(new Preconditions(header, null), null);
    }

    @Test
    void a_tag_with_included_members_stands_for_that_of_the_competition() {
        String tag = Preconditions.etagWithIncluded("a1", "{}");
        assertThat(tag)
                .isNotEqualTo(Preconditions.etagWithIncluded("a1", "{ }"))
                .isNotEqualTo("a1");
        assertThatCode(() -> new Preconditions("\"b2\", \"" + tag + "\"", null).require("a1"))
                .doesNotThrowAnyException();
        requireFailed(new Preconditions("\"" + tag + "\"", null), "b2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b2\"", "a1", "\"a\"", "\"a1", "", "W/\"a1\"", "\"b2\", \"c3\""})
    void any_other_etag_is_a_412(String header) {
        requireFailed(new Preconditions(header, null), "a1");
    }

    @ParameterizedTest
    @CsvSource({"*, true", "'\"a1\"', true", "'W/\"a1\"', true", "'\"b2\"', false"})
    void if_none_match_excludes_the_stored_competition(String header, boolean excluded) {
        Preconditions conditions = new Preconditions(null, header);
        assertThatCode(() -> conditions.require(null)).doesNotThrowAnyException();
        if (excluded) {
            requireFailed(conditions, "a1");
        } else {
            assertThatCode(() -> conditions.require("a1")).doesNotThrowAnyException();
        }
    }

    @Test
    void both_conditions_must_hold() {
        requireFailed(new Preconditions("\"a1\"", "*"), "a1");
        requireFailed(new Preconditions("*", "*"), null);
    }

    private static void requireFailed(Preconditions conditions, String etag) {
        assertThatThrownBy(() -> conditions.require(etag))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(412));
    }
}
