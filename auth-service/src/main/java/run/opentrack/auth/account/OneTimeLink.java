package run.opentrack.auth.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jose4j.lang.HashUtil;

/** One-time link that was mailed to an account; only the hash of its token is stored. */
@Entity
public class OneTimeLink {
    private static final int TOKEN_BYTES = 32;
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Action that a link allows. */
    enum Purpose {
        CONFIRM,
        RESET;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Id
    public String tokenHash;

    public UUID accountId;
    public String purpose;
    public Instant createdAt;
    public Instant expiresAt;

    static OneTimeLink create(UUID account, Purpose purpose, String token, Instant now) {
        OneTimeLink link = new OneTimeLink();
        link.tokenHash = hash(token);
        link.accountId = account;
        link.purpose = purpose.text();
        link.createdAt = now;
        link.expiresAt = now.plus(LIFETIME);
        return link;
    }

    /** Token of 256 random bits in base64url. */
    static String generateToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    boolean isValid(Purpose wanted, Instant now) {
        return purpose.equals(wanted.text()) && now.isBefore(expiresAt);
    }

    /** SHA-256 of a token in hexadecimal digits. */
    static String hash(String token) {
        return HexFormat.of()
                .formatHex(HashUtil.getMessageDigest("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
