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
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 4;
    private static final int GROUP = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** About 100 bits, in groups that can be read out. */
    static String invent() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    static OneTimePassword of(String password, Instant until) {
        return new OneTimePassword(password, until.truncatedTo(ChronoUnit.SECONDS));
    }
}
