package run.opentrack.http.request;

/**
 * Which paths are plain: no escape that hides a slash, a dot or a control, no matrix parameter, no dot segment, no empty
 * segment, no character that RFC 3986 wants in percents, at which a resource would answer a bare 400. All others are
 * unknown paths, before anything interprets them in its own way. Read once, character by character: this is done for
 * every request, twice.
 */
public final class UriValidator {
    private static final String FORBIDDEN_IN_URI = "\"<>\\^`{|}";

    private UriValidator() {}

    /** Whether a character may stand in a URI as it is, somewhere; RFC 3986, appendix A. */
    public static boolean isUriCharacter(char character) {
        return character > ' ' && character < 0x7f && FORBIDDEN_IN_URI.indexOf(character) < 0;
    }

    /** Whether every escape of a query can be decoded. */
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
        for (int at = 0; at < path.length(); at++) {
            char character = path.charAt(at);
            boolean valid =
                    switch (character) {
                        case '/' -> isValidSegment(path, at + 1);
                        case '%' -> isValidPath(decodeEscape(path, at));
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

    /**
     * What an escape may stand for: nothing that means something in a path, no control, and no byte that UTF-8 has not
     * (0xC0, 0xC1 and from 0xF5 on): a careless reader makes a slash of %c0%af.
     */
    private static boolean isValidPath(int escaped) {
        return escaped >= ' '
                && escaped < 0xf5
                && escaped != 0xc0
                && escaped != 0xc1
                && escaped != 0x7f
                && escaped != '.'
                && escaped != '/'
                && escaped != '\\'
                && escaped != ';'
                && escaped != '%';
    }

    /** What the escape at a place stands for, -1 when it is none. */
    private static int decodeEscape(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
