package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneTimePasswordTest {
    private static final Instant END = Instant.parse("2026-05-02T10:00:00.123456Z");

    @Test
    void password_is_four_groups_of_five_unambiguous_characters() {
        assertThat(PasswordService.OneTimePassword.generate(END).oneTimePassword())
                .matches("([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}");
    }

    @Test
    void end_of_validity_is_in_whole_seconds() {
        assertThat(PasswordService.OneTimePassword.generate(END).expiresAt())
                .isEqualTo(Instant.parse("2026-05-02T10:00:00Z"));
    }

    @Test
    void passwords_differ() {
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> PasswordService.OneTimePassword.generate(END)
                        .oneTimePassword()))
                .doesNotHaveDuplicates();
    }
}
