package run.opentrack.http.request;

import java.util.regex.Pattern;

/**
 * Validator of request targets. A valid path has no escape of a slash, dot or control character, no matrix parameter,
 * no dot or empty segment and only characters of RFC 3986; any other is treated as unknown before a component
 * interprets it in its own way. Only a national id, which is a segment by itself, may contain escaped path syntax.
 */
public final class UriValidator {
    /** Paths below it have a country, a year and a national id. */
    private static final String NATIONAL_ID_PREFIX = "/api/v1/competitions/by-national-id/";

    private static final Pattern API_KEY = Pattern.compile("otk_(live|test)_[0-9A-Za-z]{48}");
    private static final int API_KEY_LENGTH = 57;

    private UriValidator() {}

    /** True if a URI contains an API key, escaped or not: proxies and browsers would write it into logs. */
    public static boolean containsApiKey(String uri) {
        return uri.length() >= API_KEY_LENGTH
                && (API_KEY.matcher(uri).find()
                        || uri.indexOf('%') >= 0
                                && API_KEY.matcher(unescape(uri)).find());
    }

    private static String unescape(String uri) {
        StringBuilder text = new StringBuilder(uri.length());
        for (int at = 0; at < uri.length(); at++) {
            int escaped = uri.charAt(at) == '%' ? decodeEscape(uri, at) : -1;
            text.append(escaped < 0 ? uri.charAt(at) : (char) escaped);
            at += escaped < 0 ? 0 : 2;
        }
        return text.toString();
    }

    /** True for a character that RFC 3986, appendix A, allows unescaped somewhere in a URI. */
    public static boolean isUriCharacter(char character) {
        return switch (character) {
            case '"', '<', '>', '\\', '^', '`', '{', '|', '}' -> false;
            default -> character > ' ' && character < 0x7f;
        };
    }

    /** True if each % of the query is followed by two hexadecimal digits. */
    public static boolean isDecodableQuery(String query) {
        if (query == null) {
            return true;
        }
        for (int at = query.indexOf('%'); at >= 0; at = query.indexOf('%', at + 1)) {
            if (decodeEscape(query, at) < 0) {
                return false;
            }
        }
        return true;
    }

    public static boolean isValidPath(String path) {
        if (path == null || !path.startsWith("/")) {
            return false;
        }
        int nationalId = startOfNationalId(path);
        int nationalIdEnd = path.indexOf('/', nationalId);
        for (int at = 0; at < path.length(); at++) {
            char character = path.charAt(at);
            boolean valid =
                    switch (character) {
                        case '/' -> isValidSegment(path, at + 1);
                        case '%' -> {
                            boolean data = at >= nationalId && (nationalIdEnd < 0 || at < nationalIdEnd);
                            yield isValidEscape(decodeEscape(path, at), data ? "." : "./\\;%");
                        }
                        case ';', '[', ']' -> false;
                        default -> isUriCharacter(character);
                    };
            if (!valid) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValidSegment(String path, int at) {
        int end = path.indexOf('/', at);
        int length = (end < 0 ? path.length() : end) - at;
        return switch (length) {
            case 0 -> end < 0;
            case 1 -> path.charAt(at) != '.';
            case 2 -> path.charAt(at) != '.' || path.charAt(at + 1) != '.';
            default -> true;
        };
    }

    /** Index of the national id in a path, beyond its end if there is none. */
    private static int startOfNationalId(String path) {
        if (!path.startsWith(NATIONAL_ID_PREFIX)) {
            return path.length();
        }
        int year = path.indexOf('/', NATIONAL_ID_PREFIX.length());
        int id = year < 0 ? -1 : path.indexOf('/', year + 1);
        return id < 0 ? path.length() : id + 1;
    }

    /**
     * Rejects escapes of path syntax, controls and bytes that never occur in UTF-8 (0xC0, 0xC1, 0xF5 and up): a lenient
     * decoder turns %c0%af into a slash.
     */
    private static boolean isValidEscape(int escaped, String syntax) {
        return escaped >= ' '
                && escaped < 0xf5
                && escaped != 0xc0
                && escaped != 0xc1
                && escaped != 0x7f
                && syntax.indexOf(escaped) < 0;
    }

    /** Returns the byte of the escape at an offset, or -1 if it is malformed. */
    private static int decodeEscape(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
