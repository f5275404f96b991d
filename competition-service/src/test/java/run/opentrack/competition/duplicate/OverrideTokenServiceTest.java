package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.http.error.ApiException;

class OverrideTokenServiceTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final Set<UUID> MATCHES = Set.of(UUID.randomUUID(), UUID.randomUUID());
    private static final CompetitionData CONTENT = Features.data("A Meeting", "");
    private static final String SECRET = "s".repeat(32);

    private final OverrideTokenService tokens = service(NOW, SECRET);

    @Test
    void a_token_covers_the_matches_it_was_issued_for() {
        String token = tokens.issue(ACCOUNT, CONTENT, MATCHES);
        assertThat(tokens.verify(token, ACCOUNT, CONTENT)).isEqualTo(MATCHES);
    }

    @Test
    void no_token_covers_no_match() {
        assertThat(tokens.verify(null, ACCOUNT, CONTENT)).isEmpty();
    }

    @Test
    void a_token_expires_after_its_lifetime() {
        String token = tokens.issue(ACCOUNT, CONTENT, MATCHES);
        Instant end = NOW.plus(Duration.ofDays(3));
        assertThat(service(end.minusSeconds(1), SECRET).verify(token, ACCOUNT, CONTENT))
                .isEqualTo(MATCHES);
        assertInvalid(() -> service(end, SECRET).verify(token, ACCOUNT, CONTENT), "has expired");
    }

    @Test
    void a_token_is_bound_to_its_account() {
        String token = tokens.issue(ACCOUNT, CONTENT, MATCHES);
        assertInvalid(() -> tokens.verify(token, UUID.randomUUID(), CONTENT), "was issued to another account");
    }

    @Test
    void a_token_is_bound_to_its_content() {
        String token = tokens.issue(ACCOUNT, CONTENT, MATCHES);
        CompetitionData other = Features.data("A Meeting", "'city':'Tartu'");
        assertInvalid(() -> tokens.verify(token, ACCOUNT, other), "was issued for other content");
    }

    @Test
    void a_token_of_another_key_is_invalid() {
        String token = service(NOW, "t".repeat(32)).issue(ACCOUNT, CONTENT, MATCHES);
        assertInvalid(() -> tokens.verify(token, ACCOUNT, CONTENT), "is not valid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void any_other_text_is_invalid(String text) {
        assertInvalid(() -> tokens.verify(text, ACCOUNT, CONTENT), "is not valid");
    }

    @Test
    void a_key_of_less_than_32_bytes_is_an_error() {
        assertThatThrownBy(() -> service(NOW, "s".repeat(31))).isInstanceOf(IllegalStateException.class);
    }

    private static void assertInvalid(ThrowingCallable verification, String reason) {
        assertThatThrownBy(verification)
                .isInstanceOfSatisfying(ApiException.class, invalid -> assertThat(invalid.detail())
                        .asString()
                        .contains("the override token " + reason + ","));
    }

    private static OverrideTokenService service(Instant now, String secret) {
        OverrideTokenService.Config config = new OverrideTokenService.Config() {
            @Override
            public String key() {
                return Base64.getUrlEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Duration lifetime() {
                return Duration.ofDays(3);
            }
        };
        return new OverrideTokenService(config, Clock.fixed(now, ZoneOffset.UTC));
    }
}
