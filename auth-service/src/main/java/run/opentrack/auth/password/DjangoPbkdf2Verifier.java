package run.opentrack.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Verifier of Django's default hash, {@code pbkdf2_sha256$iterations$salt$hash}, so that accounts imported from a Django
 * application keep their passwords. The first login replaces such a hash.
 *
 * <p>More than 2,000,000 iterations are not supported: every failed login does the work of the most expensive hash.
 */
final class DjangoPbkdf2Verifier {
    private static final Pattern FORMAT =
            Pattern.compile("pbkdf2_sha256\\$([1-9][0-9]{0,5}|1[0-9]{6}|2000000)\\$([^$]+)\\$([A-Za-z0-9+/]+=*)");

    private DjangoPbkdf2Verifier() {}

    /** Number of iterations of a hash; 0 for another format. */
    static int iterations(String hash) {
        Matcher parts = FORMAT.matcher(hash);
        return parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
    }

    /** Verifies a password as typed: Django does not normalize it (NFC). False for another format. */
    static boolean verify(String hash, String password) {
        Matcher parts = FORMAT.matcher(hash);
        if (!parts.matches()) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts.group(3));
        byte[] salt = parts.group(2).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(
                expected, derive(password, salt, Integer.parseInt(parts.group(1)), expected.length * 8));
    }

    /** PBKDF2 with HMAC-SHA-256 (RFC 8018, 5.2). */
    static byte[] derive(String password, byte[] salt, int iterations, int bits) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, bits))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with SHA-256", e);
        }
    }
}
