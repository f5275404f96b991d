package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.AccountResource.SignUpRequest;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class SignUpRequestTest {
    @Test
    void members_are_trimmed_except_the_password() {
        SignUpRequest request =
                parse("{\"email\": \" ann@example.org \", \"password\": \" 12345678 \", \"full_name\": \" Ann \"}");
        assertThat(request).isEqualTo(new SignUpRequest("ann@example.org", " 12345678 ", "Ann"));
    }

    @Test
    void all_violations_are_reported_together() {
        assertThat(rejected("{}")).containsExactlyInAnyOrder("email", "password", "full_name");
    }

    @Test
    void email_must_be_plausible_and_at_most_254_characters() {
        assertThat(rejected(withEmail("ann"))).containsExactly("email");
        assertThat(parse(withEmail("a".repeat(242) + "@example.org"))).isNotNull();
        assertThat(rejected(withEmail("a".repeat(243) + "@example.org"))).containsExactly("email");
    }

    @Test
    void invisible_characters_around_an_email_are_removed_and_rejected_inside() {
        for (String invisible : List.of("\u00a0", "\u200b", "\ufeff", "\u2060", "\u3164")) {
            assertThat(parse(withEmail(invisible + "ann@example.org" + invisible))
                            .email())
                    .isEqualTo("ann@example.org");
            assertThat(rejected(withEmail("an" + invisible + "n@example.org"))).containsExactly("email");
        }
    }

    @Test
    void full_name_has_a_visible_character_and_no_white_space_around() {
        for (String blank : List.of("\u00a0", "\u200b", "\ufeff", "\u2060", "\u2800\u3164", "\u0301")) {
            assertThat(rejected(withName(blank))).containsExactly("full_name");
        }
        assertThat(parse(withName("\u00a0Gala\u00a0")).fullName()).isEqualTo("Gala");
    }

    private static String withName(String name) {
        return "{\"email\": \"ann@example.org\", \"password\": \"12345678\", \"full_name\": \"" + name + "\"}";
    }

    private static String withEmail(String email) {
        return "{\"email\": \"" + email + "\", \"password\": \"12345678\", \"full_name\": \"Ann\"}";
    }

    private static List<Object> rejected(String json) {
        ApiException rejection = catchThrowableOfType(ApiException.class, () -> parse(json));
        return ((List<?>) rejection.detail())
                .stream().map(violation -> ((Violation) violation).loc().get(1)).toList();
    }

    private static SignUpRequest parse(String json) {
        return SignUpRequest.parse(JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8)));
    }
}
