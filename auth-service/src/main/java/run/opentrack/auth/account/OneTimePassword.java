package run.opentrack.auth.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Random password for one login, shown once to the superuser who sets it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record OneTimePassword(String oneTimePassword, Instant expiresAt) {
    /** Without characters that are easily confused in print or when read aloud. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUP_COUNT = 4;
    private static final int GROUP_SIZE = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Generates a password of about 100 bits, in groups that can be read aloud. */
    static OneTimePassword generate(Instant expiresAt) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUP_COUNT * GROUP_SIZE; i++) {
            password.append(i > 0 && i % GROUP_SIZE == 0 ? "-" : "")
                    .append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new OneTimePassword(password.toString(), expiresAt.truncatedTo(ChronoUnit.SECONDS));
    }
}
