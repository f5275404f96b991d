package run.opentrack.security;

import java.security.PublicKey;
import java.util.Map;

/**
 * Public keys for token verification by {@code kid}. They are refreshed in the background and never on a lookup, so
 * that a token with an invented kid costs nothing.
 */
public final class VerificationKeys {
    private volatile Map<String, PublicKey> keys = Map.of();

    /** Returns the key, or null if the kid is unknown. */
    public PublicKey byKid(String kid) {
        return kid == null ? null : keys.get(kid);
    }

    public void replace(Map<String, PublicKey> newKeys) {
        keys = Map.copyOf(newKeys);
    }

    public Map<String, PublicKey> all() {
        return keys;
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }
}
