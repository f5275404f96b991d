package run.opentrack.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.auth.token.TokenResource.LoginRequest;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class LoginRequestTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"ann@example.org", " ann@example.org ", "\ufeffann@example.org\u200b", "\u00a0ann@example.org"})
    void username_is_trimmed_and_the_password_is_not(String username) {
        assertThat(parse("username=" + encode(username) + "&password=+12345678+&grant_type=password&scope=x"))
                .isEqualTo(new LoginRequest("ann@example.org", " 12345678 "));
    }

    @ParameterizedTest
    @CsvSource({
        "password=x, username",
        "username=&password=x, username",
        "username=%E2%80%8B&password=x, username",
        "username=a%E2%80%8B%40b&password=x, username",
        "username=a%00%40b&password=x, username",
        "username=a%40b, password",
        "username=a%40b&password=, password",
        "username=a%40b&password=x&grant_type=refresh_token, grant_type"
    })
    void missing_and_invalid_fields_are_named(String form, String field) {
        assertThat(rejected(form)).containsExactly(field);
    }

    @Test
    void all_violations_are_reported_at_once() {
        assertThat(rejected("grant_type=x&password=" + "x".repeat(1_025)))
                .containsExactlyInAnyOrder("username", "password", "grant_type");
    }

    private static List<Object> rejected(String form) {
        ApiException rejection = catchThrowableOfType(ApiException.class, () -> parse(form));
        assertThat(rejection.status()).isEqualTo(422);
        return ((List<?>) rejection.detail())
                .stream().map(violation -> ((Violation) violation).loc().get(1)).toList();
    }

    private static LoginRequest parse(String form) {
        return LoginRequest.parse(
                BodyFields.ofForm(form.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
