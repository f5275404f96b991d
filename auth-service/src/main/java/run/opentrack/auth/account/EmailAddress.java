package run.opentrack.auth.account;

import java.text.Normalizer;
import java.util.Locale;
import run.opentrack.http.body.TextValidator;

/** Length and normalization of e-mail addresses. */
public final class EmailAddress {
    /** RFC 5321, 4.5.3.1.3: a path has at most 256 octets, with its angle brackets. */
    static final int MAX_LENGTH = 254;

    private EmailAddress() {}

    /** Key of an address: addresses that differ in case or width of letters belong to one account. */
    public static String normalize(String email) {
        return Normalizer.normalize(TextValidator.trimIdentifier(email), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
    }
}
