package run.opentrack.competition.erasure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An e-mail that nobody is to read any more, in texts that people wrote. */
final class ErasedEmail {
    private static final String NOT_AFTER = "(?<![\\p{L}\\p{N}._%+-])";
    /** In JSON the line break before an e-mail ends with a letter; its backslash is not one that was written itself. */
    private static final String AFTER_ESCAPE = "(?<=(?<!\\\\)(?:\\\\\\\\){0,99}\\\\[bfnrt])";

    private final Pattern inText;
    private final Pattern inJson;

    /** A longer address that ends or begins with it is somebody else's. */
    ErasedEmail(String email) {
        String itself = Pattern.quote(email) + "(?![\\p{L}\\p{N}_-])(?!\\.[\\p{L}\\p{N}])";
        this.inText = pattern(NOT_AFTER + itself);
        this.inJson = pattern("(?:" + NOT_AFTER + "|" + AFTER_ESCAPE + ")" + itself);
    }

    boolean isIn(String text) {
        return inText.matcher(text).find();
    }

    String cutOutOf(String text) {
        Matcher found = inText.matcher(text);
        return found.find() ? found.replaceAll("").strip() : text;
    }

    String cutOutOfJson(String json) {
        return inJson.matcher(json).replaceAll("");
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
