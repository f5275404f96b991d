package run.opentrack.auth.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import run.opentrack.http.body.TextValidator;

/** Validation and normalization of e-mail addresses. */
public final class EmailAddress {
    /** RFC 5321, 4.5.3.1.3: a path has at most 256 octets, with its angle brackets. */
    static final int MAX_LENGTH = 254;

    private static final Pattern PLAUSIBLE = Pattern.compile("[^@\\s<>\"(),:;\\[\\]\\\\]+@[^@\\s<>\"(),:;\\[\\]\\\\]+");

    private EmailAddress() {}

    /** Key of an address: addresses that differ in case or width of letters belong to one account. */
    public static String normalize(String email) {
        return Normalizer.normalize(TextValidator.trimIdentifier(email), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
    }

    static boolean isPlausible(String email) {
        return PLAUSIBLE.matcher(email).matches();
    }
}
