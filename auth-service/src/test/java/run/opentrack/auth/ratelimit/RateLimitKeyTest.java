package run.opentrack.auth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class RateLimitKeyTest {
    @Test
    void key_is_a_sha_256_hash_that_does_not_contain_the_email() throws Exception {
        byte[] expected =
                MessageDigest.getInstance("SHA-256").digest("email:a@example.org".getBytes(StandardCharsets.UTF_8));
        assertThat(RateLimitKey.forEmail("a@example.org")).isEqualTo(expected).hasSize(32);
    }

    @Test
    void equal_emails_have_equal_keys() {
        assertThat(RateLimitKey.forEmail("a@example.org")).isEqualTo(RateLimitKey.forEmail("a@example.org"));
        assertThat(RateLimitKey.forEmail("a@example.org")).isNotEqualTo(RateLimitKey.forEmail("b@example.org"));
    }

    @Test
    void email_and_network_of_the_same_text_have_different_keys() {
        assertThat(RateLimitKey.forEmail("198.51.100.7")).isNotEqualTo(RateLimitKey.forNetwork("198.51.100.7"));
    }
}
