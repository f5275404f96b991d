package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Argon2HasherTest {
    private static final int MEMORY_KIB = 1_024;

    /** Of "correct horse battery staple", by the reference tool: other costs, more lanes, longer salt and hash. */
    private static final String[] REFERENCE_HASHES = {
        "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$E00YDK579zCFKHdylDWWbt4Db/32fqyFEYPCGpqFXXw",
        "$argon2id$v=19$m=1024,t=2,p=4$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
                + "$cSxmioj9btwEzhT+Pf0/s+YHXt+Jic9YgXr2lIn9q/IyXESXlvTa9YkWKeFHEpQ7X8/PKZEmalqT21akr6UEJg",
    };

    @Test
    void hash_is_a_phc_string_with_its_cost_and_a_random_salt() {
        String one = Argon2Hasher.hash(bytes("12345678"), 3, MEMORY_KIB);
        assertThat(one)
                .matches("\\$argon2id\\$v=19\\$m=1024,t=3,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
                .isNotEqualTo(Argon2Hasher.hash(bytes("12345678"), 3, MEMORY_KIB));
    }

    @Test
    void hash_of_another_cost_is_verified() {
        for (String hash : REFERENCE_HASHES) {
            assertThat(Argon2Hasher.verify(hash, bytes("correct horse battery staple")))
                    .isTrue();
            assertThat(Argon2Hasher.verify(hash, bytes("correct horse battery stapl")))
                    .isFalse();
        }
    }

    @Test
    void every_byte_is_significant_including_zero_and_the_last_of_1024() {
        byte[] longest = new byte[PasswordRules.MAX_BYTES];
        for (byte[] password : new byte[][] {{}, {0}, bytes("before\0after"), longest}) {
            String hash = Argon2Hasher.hash(password, 1, MEMORY_KIB);
            assertThat(Argon2Hasher.verify(hash, password)).isTrue();
            assertThat(Argon2Hasher.verify(hash, Arrays.copyOf(password, password.length + 1)))
                    .isFalse();
        }
        String hash = Argon2Hasher.hash(bytes("before\0after"), 1, MEMORY_KIB);
        assertThat(Argon2Hasher.verify(hash, bytes("before"))).isFalse();
        assertThat(Argon2Hasher.verify(hash, bytes("before\0other"))).isFalse();
    }

    @Test
    void unreadable_hash_matches_no_password() {
        String hash = REFERENCE_HASHES[0];
        for (String text :
                new String[] {"", "$argon2id$", hash.replace("2id", "2i"), hash + "x", hash.replace('$', 'é')}) {
            assertThat(Argon2Hasher.verify(text, bytes("correct horse battery staple")))
                    .isFalse();
        }
    }

    @Test
    void invalid_cost_is_an_error() {
        assertThatThrownBy(() -> Argon2Hasher.hash(bytes("12345678"), 0, MEMORY_KIB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 iterations");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
