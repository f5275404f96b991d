package run.opentrack.competition.name;

/**
 * Normalises names to comparison keys: lower case, plain Latin letters, no accents, punctuation or repeated blanks.
 * {@code Göteborg}, {@code Goteborg}, {@code Goeteborg} and {@code GÖTEBORG} have one key; so have {@code Århus} and
 * {@code Aarhus}.
 */
public final class NameNormalizer {
    private static final String APOSTROPHES = "'\u2019\u2018`\u00b4\u02b9\u02bc\u02bb";

    private NameNormalizer() {}

    public static String normalize(String name) {
        String words = toWords(name);
        StringBuilder key = new StringBuilder(words.length());
        for (int at = 0; at < words.length(); at++) {
            char letter = words.charAt(at);
            char next = at + 1 < words.length() ? words.charAt(at + 1) : ' ';
            key.append(letter);
            if (next == 'e' && (letter == 'a' || letter == 'o' || letter == 'u') || letter == 'a' && next == 'a') {
                at++;
            }
        }
        return key.toString();
    }

    /** Words of a name in plain letters, separated by one blank. */
    static String toWords(String name) {
        String plain = Transliterator.toLatin(name);
        StringBuilder words = new StringBuilder(plain.length());
        boolean separated = false;
        for (int at = 0; at < plain.length(); ) {
            int letter = plain.codePointAt(at);
            at += Character.charCount(letter);
            if (isLetterOrNumber(letter)) {
                if (separated && !words.isEmpty()) {
                    words.append(' ');
                }
                words.appendCodePoint(letter);
                separated = false;
            } else if (APOSTROPHES.indexOf(letter) < 0) {
                separated = true;
            }
        }
        return words.toString();
    }

    /** Character class {@code [\\p{L}\\p{N}]}. */
    private static boolean isLetterOrNumber(int letter) {
        if (letter < 128) {
            return letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9';
        }
        int type = Character.getType(letter);
        return Character.isLetter(letter)
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
