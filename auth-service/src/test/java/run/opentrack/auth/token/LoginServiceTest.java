package run.opentrack.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.auth.password.TestHashingConfig;
import run.opentrack.auth.token.LoginCredentials.Lookup;
import run.opentrack.auth.token.LoginService.VerifiedLogin;

class LoginServiceTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String PASSWORD = "correct horse";
    private static final PasswordHasher HASHER = new PasswordHasher(new TestHashingConfig(64, 2));
    private static final String HASH = HASHER.hash(PASSWORD);

    @Test
    void correct_password_gets_a_token_of_the_account() {
        VerifiedLogin login = verify(HASH, true, true, null, PASSWORD).orElseThrow();
        assertThat(login.token()).isEqualTo("token of version 3");
        assertThat(login.betterHash()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "wrong horse, true, true, 1",
        "correct horse, false, true, 1",
        "correct horse, true, false, 1",
        "correct horse, true, true, 0"
    })
    void wrong_password_disabled_unconfirmed_and_expired_one_time_password_get_none(
            String password, boolean enabled, boolean confirmed, long validFor) {
        assertThat(verify(HASH, enabled, confirmed, NOW.plusSeconds(validFor), password))
                .isEmpty();
    }

    @Test
    void unknown_account_gets_none() {
        assertThat(LoginService.verify(new Lookup(Optional.empty(), 0), PASSWORD, HASHER, this::sign, NOW))
                .isEmpty();
    }

    @Test
    void hash_of_lower_cost_is_replaced() {
        String cheaper = new PasswordHasher(new TestHashingConfig(64, 1)).hash(PASSWORD);
        String better = verify(cheaper, true, true, null, PASSWORD)
                .orElseThrow()
                .betterHash()
                .orElseThrow();
        assertThat(HASHER.verify(better, PASSWORD)).isTrue();
        assertThat(HASHER.isOutdated(better)).isFalse();
    }

    private Optional<VerifiedLogin> verify(
            String hash, boolean enabled, boolean confirmed, Instant oneTimeUntil, String password) {
        LoginCredentials account = new LoginCredentials(
                UUID.randomUUID(), hash, enabled, confirmed, Optional.ofNullable(oneTimeUntil), 3, Set.of());
        return LoginService.verify(new Lookup(Optional.of(account), 1), password, HASHER, this::sign, NOW);
    }

    private String sign(LoginCredentials credentials) {
        return "token of version " + credentials.tokenVersion();
    }
}
