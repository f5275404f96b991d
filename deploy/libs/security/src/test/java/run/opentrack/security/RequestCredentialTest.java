package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class RequestCredentialTest {
    private static final String KEY = "otk_live_x";

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c ", "Bearer \ta.b.c"})
    void scheme_is_case_insensitive_and_blanks_are_trimmed(String header) {
        assertThat(RequestCredential.of(header, null)).isEqualTo(new RequestCredential("a.b.c", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "Token " + KEY, "TOKEN  " + KEY + " "})
    void key_is_accepted_with_two_schemes(String header) {
        assertThat(RequestCredential.of(header, null)).isEqualTo(new RequestCredential(KEY, true));
    }

    @Test
    void header_of_keys_takes_keys_only() {
        assertThat(RequestCredential.of(null, " " + KEY)).isEqualTo(new RequestCredential(KEY, true));
        assertThat(RequestCredential.of(null, "a.b.c").isApiKey()).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Basic a.b.c", "a.b.c", " Bearer a.b.c", "Bearera.b.c", "Token a.b.c", KEY})
    void other_header_is_unauthenticated(String header) {
        assertUnauthenticated(header, null, "Not authenticated");
    }

    @Test
    void two_credentials_are_ambiguous() {
        assertUnauthenticated("Bearer a.b.c", KEY, "Only one of Authorization and X-API-Key may be sent");
    }

    @Test
    void second_token_is_part_of_the_first_and_so_malformed() {
        assertThat(RequestCredential.of("Bearer a.b.c, Bearer d.e.f", null).text())
                .isEqualTo("a.b.c, Bearer d.e.f");
    }

    @Test
    void credential_is_not_part_of_the_text_for_logs() {
        assertThat(RequestCredential.of(null, KEY)).hasToString("API key");
        assertThat(RequestCredential.of("Bearer a.b.c", null)).hasToString("access token");
    }

    private static void assertUnauthenticated(String authorization, String apiKey, String detail) {
        assertThatThrownBy(() -> RequestCredential.of(authorization, apiKey))
                .isInstanceOfSatisfying(ApiException.class, exception -> {
                    assertThat(exception.status()).isEqualTo(401);
                    assertThat(exception.detail()).isEqualTo(detail);
                });
    }
}
