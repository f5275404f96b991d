package run.opentrack.auth.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses: which are plausible, and which are the same. */
public final class EmailAddress {
    /** RFC 5321, 4.5.3.1.3: a path has 256 octets, its angle brackets included. */
    static final int MAX_LENGTH = 254;

    private static final Pattern PLAUSIBLE = Pattern.compile("[^@\\s<>\"(),:;\\[\\]\\\\]+@[^@\\s<>\"(),:;\\[\\]\\\\]+");

    private EmailAddress() {}

    /** Two addresses with one key are one account: case and width of letters do not matter. */
    public static String normalize(String email) {
        return Normalizer.normalize(email.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    static boolean isPlausible(String email) {
        return PLAUSIBLE.matcher(email).matches();
    }
}
