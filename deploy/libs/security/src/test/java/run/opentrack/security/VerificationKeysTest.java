package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationKeysTest {
    private static final PublicKey KEY = TestTokens.KEY.getPublic();
    private final VerificationKeys keys = new VerificationKeys();

    @Test
    void no_key_is_known_at_first() {
        assertThat(keys.isEmpty()).isTrue();
        assertThat(keys.byKid("key-1")).isNull();
    }

    @Test
    void key_is_found_by_its_exact_kid() {
        keys.replace(Map.of("key-1", KEY));
        assertThat(keys.isEmpty()).isFalse();
        assertThat(keys.byKid("key-1")).isEqualTo(KEY);
        assertThat(keys.byKid("KEY-1")).isNull();
        assertThat(keys.byKid("")).isNull();
        assertThat(keys.byKid(null)).isNull();
    }

    @Test
    void refresh_removes_keys_that_are_no_longer_published() {
        keys.replace(Map.of("key-1", KEY));
        keys.replace(Map.of("key-2", TestTokens.OTHER_KEY.getPublic()));
        assertThat(keys.all()).containsOnlyKeys("key-2");
    }

    @Test
    void later_changes_of_the_source_map_have_no_effect() {
        Map<String, PublicKey> source = new HashMap<>(Map.of("key-1", KEY));
        keys.replace(source);
        source.clear();
        assertThat(keys.byKid("key-1")).isEqualTo(KEY);
        assertThatThrownBy(() -> keys.all().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void published_key_is_decoded_from_base64_of_its_x509_form() {
        String encoded = Base64.getEncoder().encodeToString(KEY.getEncoded());
        assertThat(VerificationKeys.decode(encoded)).isEqualTo(KEY);
    }

    @Test
    void published_value_that_is_no_rsa_key_is_rejected() {
        assertThatThrownBy(() -> VerificationKeys.decode("AAAA")).isInstanceOf(IllegalStateException.class);
    }
}
