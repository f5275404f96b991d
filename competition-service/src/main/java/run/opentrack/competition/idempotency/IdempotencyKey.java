package run.opentrack.competition.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Identity of a repeated create: the header Idempotency-Key within an account, and the body that it was first sent with.
 *
 * @param bodySha256 hexadecimal digest of the body as it was sent, and of the target unless all creates have the same
 */
public record IdempotencyKey(UUID account, String key, String bodySha256) {
    private static final Pattern VALID_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** Identity of a create whose target is the same for all. */
    public static IdempotencyKey of(String header, UUID account, byte[] body) {
        return of(header, account, "", body);
    }

    /**
     * @param header null if it was not sent
     * @return null without a header
     * @throws ApiException 422 for a header that is not 1 to 255 visible ASCII characters
     */
    public static IdempotencyKey of(String header, UUID account, String target, byte[] body) {
        if (header == null) {
            return null;
        }
        if (!VALID_KEY.matcher(header.strip()).matches()) {
            throw ApiException.invalid(Violation.of(
                    "header", "Idempotency-Key", "must have 1 to 255 visible ASCII characters", "value_error.header"));
        }
        return new IdempotencyKey(account, header.strip(), sha256(target, body));
    }

    private static String sha256(String target, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(target.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
