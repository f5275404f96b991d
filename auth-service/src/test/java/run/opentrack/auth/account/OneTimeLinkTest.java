package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.OneTimeLink.Purpose;

class OneTimeLinkTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();

    private final OneTimeLink link = OneTimeLink.create(ACCOUNT, Purpose.RESET, "token", NOW);

    @Test
    void link_is_valid_for_24_hours() {
        assertThat(link.isValid(Purpose.RESET, NOW)).isTrue();
        assertThat(link.isValid(Purpose.RESET, NOW.plus(Duration.ofHours(24)).minusMillis(1)))
                .isTrue();
        assertThat(link.isValid(Purpose.RESET, NOW.plus(Duration.ofHours(24)))).isFalse();
    }

    @Test
    void link_is_valid_for_its_purpose_only() {
        assertThat(link.isValid(Purpose.CONFIRM, NOW)).isFalse();
    }

    @Test
    void only_the_hash_of_the_token_is_stored() {
        assertThat(link.tokenHash)
                .isEqualTo("3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0")
                .isEqualTo(OneTimeLink.hash("token"));
    }

    @Test
    void link_belongs_to_its_account() {
        assertThat(link.accountId).isEqualTo(ACCOUNT);
        assertThat(link.purpose).isEqualTo("reset");
        assertThat(link.createdAt).isEqualTo(NOW);
    }

    @Test
    void token_has_256_bits_and_needs_no_escape_in_a_url() {
        String token = OneTimeLink.generateToken();
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(Base64.getUrlDecoder().decode(token)).hasSize(32);
    }

    @Test
    void tokens_differ() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            tokens.add(OneTimeLink.generateToken());
        }
        assertThat(tokens).hasSize(1_000);
    }
}
