package run.opentrack.auth.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashed keys of the failure counters, so that the table contains no e-mail and no IP address. */
final class RateLimitKey {
    private RateLimitKey() {}

    static byte[] forEmail(String key) {
        return hash("email:" + key);
    }

    static byte[] forNetwork(String network) {
        return hash("address:" + network);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
