package run.opentrack.security;

import java.security.PublicKey;
import java.util.Map;

/**
 * The public keys that tokens are checked with, by {@code kid}. Whoever owns one refreshes them in the background:
 * looking one up never waits, so that tokens with invented kids cost nothing and change nothing.
 */
public final class VerificationKeys {
    private volatile Map<String, PublicKey> keys = Map.of();

    /** The key, or null when there is none of that name. */
    public PublicKey byKid(String kid) {
        return kid == null ? null : keys.get(kid);
    }

    public void replace(Map<String, PublicKey> newKeys) {
        keys = Map.copyOf(newKeys);
    }

    /** All of them, by {@code kid}. */
    public Map<String, PublicKey> all() {
        return keys;
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }
}
