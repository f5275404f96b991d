package run.opentrack.access;

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
final class Standings {
    /** @param since when it changed */
    record Standing(int version, Instant since) {}

    private final Map<UUID, Standing> changed = new ConcurrentHashMap<>();

    boolean isRevoked(UUID account, int version) {
        Standing standing = changed.get(account);
        return standing != null && version < standing.version();
    }

    void put(UUID account, Standing standing) {
        changed.put(account, standing);
    }

    void forgetBefore(Instant time) {
        changed.values().removeIf(standing -> standing.since().isBefore(time));
    }
}
