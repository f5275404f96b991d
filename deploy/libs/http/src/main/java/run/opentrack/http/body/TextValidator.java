package run.opentrack.http.body;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Character rules for text and identifiers. An identifier, for example an e-mail address, a code or a number, contains no
 * invisible character, because two that look the same would not be equal.
 */
public final class TextValidator {
    public static final String INVALID_CHARACTER = "must not contain control characters or unpaired surrogates";
    public static final String INVALID_IDENTIFIER =
            "must not contain control characters, unpaired surrogates, invisible characters or blanks other than U+0020";

    /** Default ignorable code points (UAX #44) of categories other than Cf, and letters and symbols without a glyph. */
    private static final String WITHOUT_GLYPH = "\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ud834\udd59";

    private static final Pattern EMAIL = Pattern.compile("[^@\\s<>\"(),:;\\[\\]\\\\]+@[^@\\s<>\"(),:;\\[\\]\\\\]+");

    private TextValidator() {}

    /**
     * Checks all characters of a text: all of Unicode except control characters and unpaired surrogates.
     *
     * @param multiline true if line breaks and tabs are allowed
     */
    public static boolean isValid(String text, boolean multiline) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            } else if (Character.isISOControl(c) && !(multiline && (c == '\n' || c == '\r' || c == '\t'))) {
                return false;
            }
        }
        return true;
    }

    /** Checks all characters of a trimmed identifier. */
    public static boolean isValidIdentifier(String text) {
        return isValid(text, false)
                && text.codePoints().allMatch(c -> isBetween(c, ' ', '~') || !isWhite(c) && !isInvisible(c));
    }

    /** True for one at sign between two parts. Only a message to it can tell more about an address. */
    public static boolean isEmail(String text) {
        return EMAIL.matcher(text).matches();
    }

    /** Removes white space at both ends, also no-break spaces. */
    public static String trim(String text) {
        return trim(text, TextValidator::isWhite);
    }

    /** Removes white space and invisible characters at both ends, which are often copied with an identifier. */
    public static String trimIdentifier(String text) {
        return trim(text, c -> isWhite(c) || isInvisible(c));
    }

    /** True if no character of a text is visible by itself. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> isWhite(c) || isInvisible(c) || isMark(c));
    }

    private static String trim(String text, IntPredicate removed) {
        int begin = 0;
        int end = text.length();
        while (begin < end && removed.test(text.codePointAt(begin))) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        while (begin < end && removed.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(begin, end);
    }

    private static boolean isWhite(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static boolean isInvisible(int c) {
        return Character.getType(c) == Character.FORMAT
                || WITHOUT_GLYPH.indexOf(c) >= 0
                || isBetween(c, 0x180b, 0x180f)
                || isBetween(c, 0xfe00, 0xfe0f)
                || isBetween(c, 0xfff0, 0xfff8)
                || isBetween(c, 0xe0000, 0xe0fff);
    }

    private static boolean isBetween(int c, int first, int last) {
        return first <= c && c <= last;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
