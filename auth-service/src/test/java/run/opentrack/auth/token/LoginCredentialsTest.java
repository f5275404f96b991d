package run.opentrack.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoginCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    @Test
    void enabled_and_confirmed_account_may_log_in() {
        assertThat(credentials(true, true, null).mayLogIn(NOW)).isTrue();
        assertThat(credentials(false, true, null).mayLogIn(NOW)).isFalse();
        assertThat(credentials(true, false, null).mayLogIn(NOW)).isFalse();
    }

    @Test
    void one_time_password_is_valid_until_its_end() {
        assertThat(credentials(true, true, NOW.plusMillis(1)).mayLogIn(NOW)).isTrue();
        assertThat(credentials(true, true, NOW).mayLogIn(NOW)).isFalse();
        assertThat(credentials(false, true, NOW.plusMillis(1)).mayLogIn(NOW)).isFalse();
    }

    private static LoginCredentials credentials(boolean enabled, boolean confirmed, Instant oneTimeUntil) {
        return new LoginCredentials(
                UUID.randomUUID(), "hash", enabled, confirmed, Optional.ofNullable(oneTimeUntil), 0, Set.of());
    }
}
