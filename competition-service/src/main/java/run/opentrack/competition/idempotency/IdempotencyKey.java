package run.opentrack.competition.idempotency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * What makes a repeated create the same one.
 *
 * @param bodySha256 of the body as it was sent
 */
public record IdempotencyKey(UUID account, String key, byte[] bodySha256) {
    private static final Pattern VALID_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** The key of a request, if it has one; 422 when it is none. */
    public static Optional<IdempotencyKey> of(String header, UUID account, byte[] body) {
        if (header == null) {
            return Optional.empty();
        }
        if (!VALID_KEY.matcher(header.strip()).matches()) {
            throw ApiException.invalid(Violation.of(
                    "header", "Idempotency-Key", "must have 1 to 255 visible ASCII characters", "value_error.header"));
        }
        return Optional.of(new IdempotencyKey(account, header.strip(), sha256(body)));
    }

    boolean matchesBody(byte[] otherSha256) {
        return Arrays.equals(bodySha256, otherSha256);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
