package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.TextValidator;

class EmailAddressTest {
    @Test
    void case_does_not_matter() {
        assertThat(EmailAddress.normalize("Ann@Example.ORG")).isEqualTo("ann@example.org");
    }

    @Test
    void case_is_folded_independently_of_the_locale() {
        assertThat(EmailAddress.normalize("I@EXAMPLE.ORG")).isEqualTo("i@example.org");
    }

    @Test
    void surrounding_blanks_do_not_matter() {
        assertThat(EmailAddress.normalize(" ann@example.org\t")).isEqualTo("ann@example.org");
        assertThat(EmailAddress.normalize("\ufeffann@example.org\u200b\u00a0")).isEqualTo("ann@example.org");
    }

    @Test
    void full_width_letters_are_ordinary_letters() {
        assertThat(EmailAddress.normalize("ａｎｎ@example.org")).isEqualTo("ann@example.org");
    }

    @Test
    void composed_and_decomposed_addresses_are_one() {
        assertThat(EmailAddress.normalize("jose\u0301@example.org"))
                .isEqualTo(EmailAddress.normalize("jos\u00e9@example.org"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@münchen.example.",
                "ann@xn--mnchen-3ya.example",
                "ANN@XN--MNCHEN-3YA.example",
                "ann@münchen。example",
                "ann@mu\u0308nchen．example｡",
                "ann@münchen.example.."
            })
    void spellings_of_a_domain_are_one(String email) {
        assertThat(EmailAddress.normalize(email)).isEqualTo("ann@münchen.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@straße.example", "ann@xn--strae-oqa.example", "ann.@example.org", "ann@xn--.example"})
    void other_domains_and_dots_are_kept(String email) {
        assertThat(EmailAddress.normalize(email)).isEqualTo(email);
    }

    @Test
    void long_texts_take_no_time() {
        assertTimeout(Duration.ofSeconds(1), () -> {
            for (String part : List.of(".", "a", "xn--", "。", "ü.")) {
                EmailAddress.normalize("a@" + part.repeat(8_000 / part.length()) + "a");
                EmailAddress.normalize("a@xn--" + part.repeat(8_000 / part.length()));
            }
        });
    }

    @Test
    void accents_and_tags_make_different_addresses() {
        assertThat(EmailAddress.normalize("josé@example.org")).isNotEqualTo(EmailAddress.normalize("jose@example.org"));
        assertThat(EmailAddress.normalize("a+b@example.org")).isNotEqualTo(EmailAddress.normalize("a@example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "ann.b+c@example.org", "müller@exämple.org", "o'hara@example.org"})
    void one_at_sign_between_two_parts_is_plausible(String email) {
        assertThat(TextValidator.isEmail(email)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.org",
                "ann@",
                "a@b@c",
                "a b@example.org",
                "<a@b>",
                "a@b,c@d",
                "a@b;c",
                "\"a\"@b"
            })
    void other_texts_are_not_plausible(String email) {
        assertThat(TextValidator.isEmail(email)).isFalse();
    }
}
