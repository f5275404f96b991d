package run.opentrack.database.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenRevocationsTest {
    private static final UUID ACCOUNT = TestToken.ACCOUNT;
    private static final Instant NOON = TestToken.NOW;
    private final TokenRevocations revocations = new TokenRevocations();

    @Test
    void token_below_the_accounts_version_is_revoked() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        assertThat(revocations.isRevoked(ACCOUNT, 2)).isTrue();
        assertThat(revocations.isRevoked(ACCOUNT, 0)).isTrue();
    }

    @Test
    void token_of_the_accounts_version_is_valid() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        assertThat(revocations.isRevoked(ACCOUNT, 3)).isFalse();
    }

    @Test
    void token_newer_than_the_last_refresh_is_valid() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        assertThat(revocations.isRevoked(ACCOUNT, 4)).isFalse();
    }

    @Test
    void other_accounts_are_not_affected() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        assertThat(revocations.isRevoked(UUID.randomUUID(), 0)).isFalse();
    }

    @Test
    void later_version_replaces_the_earlier_one() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(4, NOON.plusSeconds(1)));
        assertThat(revocations.isRevoked(ACCOUNT, 3)).isTrue();
    }

    @Test
    void changes_older_than_a_token_can_live_are_dropped() {
        revocations.put(ACCOUNT, new TokenRevocations.TokenVersion(3, NOON));
        revocations.removeOlderThan(NOON);
        assertThat(revocations.isRevoked(ACCOUNT, 2)).isTrue();
        revocations.removeOlderThan(NOON.plusMillis(1));
        assertThat(revocations.isRevoked(ACCOUNT, 2)).isFalse();
    }
}
