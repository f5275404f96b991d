package run.opentrack.security;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
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

    /**
     * Decodes an RSA public key.
     *
     * @param base64 X.509 SubjectPublicKeyInfo in base64
     * @throws IllegalStateException if it is not an RSA public key
     */
    public static PublicKey decode(String base64) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("a signing key in the database is not an RSA public key", e);
        }
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
