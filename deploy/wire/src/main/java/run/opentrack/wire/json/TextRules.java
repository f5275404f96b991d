package run.opentrack.wire.json;

/** Which characters a text may have: all of Unicode but controls and halves of a pair. */
public final class TextRules {
    public static final String UNCLEAN = "has a control character or an unpaired surrogate";

    private TextRules() {}

    /** @param lines whether line breaks and tabs are allowed, too */
    public static boolean isClean(String text, boolean lines) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            } else if (Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t'))) {
                return false;
            }
        }
        return true;
    }
}
