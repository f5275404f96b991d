package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHasherTest {
    private static final int ROUNDS = 15;

    private final PasswordHasher hasher = new PasswordHasher(new DeployedConfig());

    @Test
    void its_own_hashes_are_verified() {
        String hash = hasher.hash("correct horse");
        assertThat(hasher.verify(hash, "correct horse")).isTrue();
        assertThat(hasher.verify(hash, "correct horsf")).isFalse();
        assertThat(hasher.isOutdated(hash)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "!cUmkp9nVx1oWoX0oL3sI",
                "bcrypt_sha256$$2b$12$8Ni5yT4bC8bxFQDsHfgYyOuu5bKZcq6bO5NKpZR6KB0vA7zLSHbUa",
                "$argon2id$v=19$m=19456,t=2,p=1$",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA"
            })
    void what_is_no_hash_costs_what_a_wrong_password_costs(String hash) {
        String known = hasher.hash("correct horse");
        assertThat(hasher.verify(hash, "a password that nobody has")).isFalse();
        // By turns: whoever else uses the machine slows both.
        long[] none = new long[ROUNDS];
        long[] one = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            none[i] = nanos(hash);
            one[i] = nanos(known);
        }
        assertThat(median(none)).isBetween(median(one) / 2, median(one) * 2);
    }

    private long nanos(String hash) {
        long since = System.nanoTime();
        hasher.verify(hash, "another");
        return System.nanoTime() - since;
    }

    private static long median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }

    private record DeployedConfig() implements PasswordConfig {
        @Override
        public int memoryKib() {
            return 19_456;
        }

        @Override
        public int iterations() {
            return 2;
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.empty();
        }

        @Override
        public int maxQueueLength() {
            return 1;
        }
    }
}
