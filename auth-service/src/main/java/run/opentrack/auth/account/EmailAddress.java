package run.opentrack.auth.account;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import run.opentrack.http.body.TextValidator;

/** Length and normalization of e-mail addresses. */
public final class EmailAddress {
    /** RFC 5321, 4.5.3.1.3: a path has at most 256 octets, with its angle brackets. */
    static final int MAX_LENGTH = 254;

    private EmailAddress() {}

    /** Key of an address: addresses that differ in case or width of letters, or in the spelling of a domain, belong to one account. */
    public static String normalize(String email) {
        String normalized = Normalizer.normalize(TextValidator.trimIdentifier(email), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
        int domain = normalized.lastIndexOf('@') + 1;
        return normalized.substring(0, domain) + spelling(normalized.substring(domain));
    }

    /** One of the spellings of a domain: decoded (RFC 3490, section 4.2), without the dot of the root. */
    private static String spelling(String domain) {
        String decoded = IDN.toUnicode(domain);
        int end = decoded.length();
        while (end > 0 && decoded.charAt(end - 1) == '.') {
            end--;
        }
        return decoded.substring(0, end);
    }
}
