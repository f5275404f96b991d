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

    @Test
    void ipv4_address_is_its_own_network() {
        assertThat(RateLimitKey.networkOf("198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(RateLimitKey.networkOf("198.51.100.8")).isNotEqualTo(RateLimitKey.networkOf("198.51.100.7"));
    }

    @Test
    void ipv6_addresses_of_one_64_bit_prefix_are_one_network() {
        assertThat(RateLimitKey.networkOf("2001:db8:1:2:3:4:5:6"))
                .isEqualTo("20010db800010002/64")
                .isEqualTo(RateLimitKey.networkOf("2001:db8:1:2:ffff::1"));
    }

    @Test
    void ipv6_addresses_of_different_prefixes_are_different_networks() {
        assertThat(RateLimitKey.networkOf("2001:db8:1:2::1")).isNotEqualTo(RateLimitKey.networkOf("2001:db8:1:3::1"));
    }

    @Test
    void spelling_of_an_ipv6_address_does_not_matter() {
        assertThat(RateLimitKey.networkOf("2001:DB8:0:0::1")).isEqualTo(RateLimitKey.networkOf("2001:db8::2"));
    }

    @Test
    void text_that_is_no_address_is_kept() {
        assertThat(RateLimitKey.networkOf("unknown")).isEqualTo("unknown");
    }
}
