package run.opentrack.auth.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A password for one login, as the superuser gets it to pass it on. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record OneTimePassword(String oneTimePassword, Instant expiresAt) {
    /** Without those that look alike on paper or sound alike on the telephone. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUP_COUNT = 4;
    private static final int GROUP_SIZE = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** About 100 bits, in groups that can be read out. */
    static String generate() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUP_COUNT * GROUP_SIZE; i++) {
            password.append(i > 0 && i % GROUP_SIZE == 0 ? "-" : "")
                    .append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    static OneTimePassword of(String password, Instant expiresAt) {
        return new OneTimePassword(password, expiresAt.truncatedTo(ChronoUnit.SECONDS));
    }
}
