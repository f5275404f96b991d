package run.opentrack.http.body;

/** Character rules for text: all of Unicode except control characters and unpaired surrogates. */
public final class TextValidator {
    public static final String INVALID_CHARACTER = "must not contain control characters or unpaired surrogates";

    private TextValidator() {}

    /**
     * Checks all characters.
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
}
