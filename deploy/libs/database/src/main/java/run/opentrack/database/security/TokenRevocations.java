package run.opentrack.database.security;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Current token versions of accounts whose older tokens are void: disabled, enabled again, erased or with a new
 * password. A token newer than the last refresh is valid, because none is issued while an account is disabled. Entries
 * older than a token's lifetime are dropped.
 */
final class TokenRevocations {
    record TokenVersion(int version, Instant changedAt) {}

    private final Map<UUID, TokenVersion> currentVersions = new ConcurrentHashMap<>();

    boolean isRevoked(UUID account, int version) {
        TokenVersion current = currentVersions.get(account);
        return current != null && version < current.version();
    }

    void put(UUID account, TokenVersion version) {
        currentVersions.put(account, version);
    }

    void removeOlderThan(Instant time) {
        currentVersions.values().removeIf(version -> version.changedAt().isBefore(time));
    }
}
