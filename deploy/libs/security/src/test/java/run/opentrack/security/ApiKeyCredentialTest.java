package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.ApiKeyCredential.Environment;

class ApiKeyCredentialTest {
    private static final ApiKeyCredential KEY =
            new ApiKeyCredential(Environment.LIVE, "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");
    /** The checksum was computed by zlib.crc32 of Python. */
    private static final String TEXT = "otk_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef4YxPiS";

    @Test
    void text_ends_with_the_crc32_in_base62() {
        assertThat(KEY.text()).isEqualTo(TEXT);
        assertThat(ApiKeyCredential.parse(TEXT, Environment.LIVE)).isEqualTo(KEY);
    }

    @Test
    void hash_is_the_sha_256_of_the_secret() {
        assertThat(HexFormat.of().formatHex(KEY.hash()))
                .isEqualTo("918c28f73f02ffcb653102a34bf5fbc3b7393e46945b7e99a19eafae2d80e724");
    }

    @Test
    void secret_is_in_no_text_for_logs() {
        assertThat(KEY).hasToString("otk_live_0123456789");
    }

    @Test
    void generated_keys_are_different_and_valid() {
        Set<String> texts = new HashSet<>();
        IntStream.range(0, 1_000).forEach(n -> {
            ApiKeyCredential key = ApiKeyCredential.generate(Environment.TEST);
            assertThat(ApiKeyCredential.parse(key.text(), Environment.TEST)).isEqualTo(key);
            texts.add(key.id());
            texts.add(key.secret());
        });
        assertThat(texts).hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "otk_", "otk_live_", "otk_prod_", "otp_live_", "ghp_"})
    void other_format_is_malformed(String prefix) {
        assertRejected(prefix, "The API key is malformed");
        String rest = TEXT.substring("otk_live_".length());
        assertRejected(prefix.equals("otk_live_") ? prefix + rest + "0" : prefix + rest, "The API key is malformed");
    }

    static Stream<String> changedCharacters() {
        return IntStream.range("otk_live_".length(), TEXT.length())
                .mapToObj(at -> TEXT.substring(0, at) + (TEXT.charAt(at) == '7' ? '8' : '7') + TEXT.substring(at + 1));
    }

    @ParameterizedTest
    @MethodSource("changedCharacters")
    void each_changed_character_is_found(String changed) {
        assertRejected(changed, "The API key is mistyped or incomplete: its checksum is wrong");
    }

    @Test
    void key_of_another_system_is_rejected_by_name() {
        assertRejected(
                ApiKeyCredential.generate(Environment.TEST).text(),
                "The API key belongs to the test system, this is the live system");
    }

    private static void assertRejected(String text, String detail) {
        assertThatThrownBy(() -> ApiKeyCredential.parse(text, Environment.LIVE))
                .isInstanceOfSatisfying(ApiException.class, exception -> {
                    assertThat(exception.status()).isEqualTo(401);
                    assertThat(exception.detail()).isEqualTo(detail);
                });
    }
}
