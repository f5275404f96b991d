package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class AdminAccountResourceTest {
    @ParameterizedTest
    @ValueSource(strings = {"SUPERUSER", "ADMIN_EST", "ADMIN_DEU", "ADMIN_XKX"})
    void superuser_and_admin_of_each_iso_country_are_groups(String group) {
        assertThat(AdminAccountResource.parseGroup(group)).isEqualTo(group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "superuser",
                "EST",
                "ADMIN_",
                "ADMIN_est",
                "ADMIN_XXX",
                "ADMIN_EST,ADMIN_FIN",
                "ADMIN_E\u200bST"
            })
    void other_names_are_rejected(String group) {
        assertThat(rejected(group).loc()).containsExactly("path", "group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN_EST ", "\u00a0ADMIN_EST", "ADMIN_EST\u200b", "\ufeffADMIN_EST"})
    void blanks_and_invisible_characters_around_a_group_are_ignored(String group) {
        assertThat(AdminAccountResource.parseGroup(group)).isEqualTo("ADMIN_EST");
    }

    @Test
    void ioc_code_is_rejected_with_its_iso_code() {
        assertThat(rejected("ADMIN_GER").msg()).contains("DEU");
    }

    @Test
    void rejection_of_an_unknown_name_lists_the_groups() {
        assertThat(rejected("EST").msg()).contains("SUPERUSER").contains("ADMIN_XXX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@example.org", " ann@example.org", "\u00a0ann@example.org\u200b"})
    void email_is_trimmed(String email) {
        assertThat(AdminAccountResource.parseEmail(email)).isEqualTo("ann@example.org");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\u200b", "an\u200bn@example.org", "ann\u0000@example.org"})
    void email_without_a_visible_character_or_with_an_invisible_one_inside_is_rejected(String email) {
        assertThat(rejected(() -> AdminAccountResource.parseEmail(email)).loc()).containsExactly("query", "email");
    }

    private static Violation rejected(String group) {
        return rejected(() -> AdminAccountResource.parseGroup(group));
    }

    private static Violation rejected(ThrowingCallable parser) {
        ApiException rejection = catchThrowableOfType(ApiException.class, parser);
        assertThat(rejection.status()).isEqualTo(422);
        return (Violation) ((List<?>) rejection.detail()).get(0);
    }
}
