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
