package run.opentrack.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.TestTokens;

class JwksPollerTest {
    private static final TestTokens TOKENS = new TestTokens();

    @Test
    void public_keys_are_parsed_by_their_id() {
        assertThat(JwksPoller.parse(TOKENS.jwks())).containsOnlyKeys("a");
        assertThat(JwksPoller.parse(TOKENS.jwks()).get("a"))
                .isEqualTo(TOKENS.key().getPublicKey());
    }

    @Test
    void keys_without_an_id_are_not_accepted() {
        String json = TOKENS.jwks().replace("\"kid\":\"a\"", "\"use\":\"sig\"");
        assertThatThrownBy(() -> JwksPoller.parse(json))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("empty key set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "<html>", "{}", "{\"keys\":1}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}"})
    void a_document_without_a_usable_key_fails(String json) {
        assertThatThrownBy(() -> JwksPoller.parse(json)).isInstanceOf(RuntimeException.class);
    }
}
