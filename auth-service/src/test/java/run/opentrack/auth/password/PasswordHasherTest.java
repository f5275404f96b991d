package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHasherTest {
    private static final int ROUNDS = 7;
    private static final int MEASUREMENTS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PasswordHasher hasher = new PasswordHasher(new TestHashingConfig(19_456, 2));

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
    void unreadable_hash_matches_no_password(String hash) {
        assertThat(hasher.verify(hash, "a password of no account")).isFalse();
        assertThat(hasher.verify(hash, "")).isFalse();
    }

    /** Measured in processor time, which other processes do not lengthen. The JIT compiler may, so it is measured again. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA",
                "$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
                "pbkdf2_sha256$60000$salt$Yu4TpmhtpNaSoC/Jxp/U92IAQIHt27wUHqRv7H/X0fg=",
                "pbkdf2_sha256$20000$salt$Yu4TpmhtpNaSoC/Jxp/U92IAQIHt27wUHqRv7H/X0fg="
            })
    void failed_login_costs_the_same_for_every_hash(String hash) {
        String known = hasher.hash("correct horse");
        assertThat(DoubleStream.generate(() -> costRatio(hash, known))
                        .limit(MEASUREMENTS)
                        .anyMatch(ratio -> ratio > 0.8 && ratio < 1.25))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "19456, 2, false",
        "65536, 3, false",
        "19455, 2, true",
        "19456, 1, true",
    })
    void hash_of_lower_cost_is_outdated(int memoryKib, int iterations, boolean outdated) {
        String hash = "$argon2id$v=19$m=%d,t=%d,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA"
                .formatted(memoryKib, iterations);
        assertThat(hasher.isOutdated(hash)).isEqualTo(outdated);
    }

    @Test
    void hash_of_another_format_is_outdated() {
        assertThat(hasher.isOutdated("pbkdf2_sha256$600000$salt$aGFzaA==")).isTrue();
    }

    @Test
    void django_hash_is_verified() {
        String hash = "pbkdf2_sha256$1$salt$Yu4TpmhtpNaSoC/Jxp/U92IAQIHt27wUHqRv7H/X0fg=";
        assertThat(hasher.verify(hash, "caf\u00e9")).isTrue();
        assertThat(hasher.verify(hash, "cafe")).isFalse();
    }

    @Test
    void composed_and_decomposed_password_are_the_same() {
        assertThat(hasher.verify(hasher.hash("caf\u00e9 caf\u00e9"), "cafe\u0301 cafe\u0301"))
                .isTrue();
    }

    /** Median cost of the failed logins of an account by that of another one. */
    private double costRatio(String hash, String other) {
        long[] nanos = new long[ROUNDS];
        long[] otherNanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            otherNanos[i] = failureNanos(other);
            nanos[i] = failureNanos(hash);
        }
        return (double) median(nanos) / median(otherNanos);
    }

    private long failureNanos(String hash) {
        long since = THREADS.getCurrentThreadCpuTime();
        assertThat(hasher.verify(hash, "another")).isFalse();
        hasher.equalize(hash, "another", 60_000);
        return THREADS.getCurrentThreadCpuTime() - since;
    }

    private static long median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}
