package run.opentrack.http.body;

/** Which characters a text may have: all of Unicode but controls and halves of a pair. */
public final class TextValidator {
    public static final String INVALID_CHARACTER = "has a control character or an unpaired surrogate";

    private TextValidator() {}

    /** @param multiline whether line breaks and tabs are allowed, too */
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
