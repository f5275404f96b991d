package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DjangoPbkdf2VerifierTest {
    /** Of "correct horse battery staple", made by Django 4.2. */
    private static final String HASH = "pbkdf2_sha256$600000$Yv8Q2hT6wKz1$KswR9SOe21do+2wWIugxK2lRFetlHza4Al7elir9TRs=";

    /** RFC 7914, 11: PBKDF2-HMAC-SHA-256 of "passwd" with the salt "salt" and one iteration, 64 bytes. */
    private static final String RFC_7914 =
            "pbkdf2_sha256$1$salt$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLxJypzM8Xm2RZkWZLOdd+8xfHG4RbHjC9UJESBB06GXgw==";

    @Test
    void password_of_a_django_hash_is_verified() {
        assertThat(DjangoPbkdf2Verifier.verify(HASH, "correct horse battery staple"))
                .isTrue();
    }

    @Test
    void test_vector_of_rfc_7914_is_verified_and_a_wrong_password_rejected() {
        assertThat(DjangoPbkdf2Verifier.verify(RFC_7914, "passwd")).isTrue();
        assertThat(DjangoPbkdf2Verifier.verify(RFC_7914, "password")).isFalse();
    }

    @Test
    void salt_and_iterations_of_the_hash_are_used() {
        assertThat(DjangoPbkdf2Verifier.verify(RFC_7914.replace("$salt$", "$sale$"), "passwd"))
                .isFalse();
        assertThat(DjangoPbkdf2Verifier.verify(RFC_7914.replace("$1$", "$2$"), "passwd"))
                .isFalse();
    }

    @Test
    void password_is_hashed_as_typed_since_django_does_not_normalise_it() {
        String composed = "pbkdf2_sha256$1$salt$Yu4TpmhtpNaSoC/Jxp/U92IAQIHt27wUHqRv7H/X0fg=";
        assertThat(DjangoPbkdf2Verifier.verify(composed, "caf\u00e9")).isTrue();
        assertThat(DjangoPbkdf2Verifier.verify(composed, "cafe\u0301")).isFalse();
    }

    @Test
    void format_is_recognised() {
        for (int iterations : new int[] {1, 10, 600_000, 999_999, 1_000_000, 1_999_999, 2_000_000}) {
            assertThat(DjangoPbkdf2Verifier.iterations(HASH.replace("600000", "" + iterations)))
                    .isEqualTo(iterations);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pbkdf2_sha256$600000$salt",
                "pbkdf2_sha256$0$salt$aGFzaA==",
                "pbkdf2_sha256$2000001$salt$aGFzaA==",
                "pbkdf2_sha256$10000000$salt$aGFzaA==",
                "pbkdf2_sha256$123456789$salt$aGFzaA==",
                "pbkdf2_sha256$1$$aGFzaA==",
                "pbkdf2_sha256$1$salt$",
                "pbkdf2_sha1$1$salt$aGFzaA==",
                "!cUmkp9nVx1oWoX0oL3sI",
                "$argon2id$v=19$m=8192,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$E00YDK579zCFKHdylDWWbt4Db/32fqyFEYPCGpqFXXw"
            })
    void other_formats_are_not_supported(String hash) {
        assertThat(DjangoPbkdf2Verifier.iterations(hash)).isZero();
        assertThat(DjangoPbkdf2Verifier.verify(hash, "password")).isFalse();
    }
}
