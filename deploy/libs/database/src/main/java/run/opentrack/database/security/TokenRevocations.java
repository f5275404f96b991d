package run.opentrack.database.security;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The accounts whose older tokens are void: disabled, enabled again, erased, or with a new password. Each of these raises
 * the version, and no token is issued while the account is disabled, so the version alone decides: a token that is newer
 * than what was followed so far is good. Only changes of the last day or so are kept, since a token from before has
 * expired by then.
 */
final class TokenRevocations {
    /** @param changedAt when it changed */
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
