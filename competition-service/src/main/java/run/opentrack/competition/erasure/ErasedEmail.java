package run.opentrack.competition.erasure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An e-mail that nobody is to read any more, in texts that people wrote. */
final class ErasedEmail {
    private final Pattern pattern;

    /** A longer address that ends or begins with it is somebody else's. */
    ErasedEmail(String email) {
        this.pattern = Pattern.compile(
                "(?<![\\p{L}\\p{N}._%+-])" + Pattern.quote(email) + "(?![\\p{L}\\p{N}_-])(?!\\.[\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    boolean isIn(String text) {
        return pattern.matcher(text).find();
    }

    String cutOutOf(String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.replaceAll("").strip() : text;
    }
}
