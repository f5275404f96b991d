package run.opentrack.competition.name;

/**
 * Normalises names to comparison keys: lower case, plain Latin letters, no accents, punctuation or repeated blanks.
 * {@code Göteborg}, {@code Goteborg}, {@code Goeteborg} and {@code GÖTEBORG} have one key; so have {@code Århus} and
 * {@code Aarhus}.
 */
public final class NameNormalizer {
    /** Characters typed as an apostrophe: quotation marks, modifier letters, primes and free-standing accents. */
    private static final String APOSTROPHES =
            "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u0374\u0384\u055a\u05f3"
                    + "\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018\u2019\u201b\u2032\u2035\ua78c\uff07\uff40";

    /** Dots of the Catalan geminate l, typed in different ways. */
    private static final String MIDDLE_DOTS = "\u00b7\u2022\u2027\u2219\u22c5";

    private NameNormalizer() {}

    public static String normalize(String name) {
        String words = toWords(SpellingUnifier.unify(name));
        StringBuilder key = new StringBuilder(words.length());
        for (int at = 0; at < words.length(); at++) {
            char letter = words.charAt(at);
            char next = at + 1 < words.length() ? words.charAt(at + 1) : ' ';
            key.append(letter);
            if (isDigraph(letter, next)) {
                at++;
            }
        }
        return key.toString();
    }

    /** Tests for two letters that stand for one with a mark, of which a key has the first. */
    public static boolean isDigraph(char letter, char next) {
        return next == 'e' && (letter == 'a' || letter == 'o' || letter == 'u') || letter == 'a' && next == 'a';
    }

    /** Words of a name in plain letters, separated by one blank. An apostrophe joins the letters around it. */
    static String toWords(String name) {
        return toElidedWords(name).replace("'", "");
    }

    /** Words as of {@link #toWords}, with an apostrophe left between letters, where an article may have been elided. */
    static String toElidedWords(String name) {
        String plain = Transliterator.toLatin(unifyApostrophes(name));
        StringBuilder words = new StringBuilder(plain.length());
        boolean separated = false;
        boolean elided = false;
        for (int at = 0; at < plain.length(); ) {
            int letter = plain.codePointAt(at);
            at += Character.charCount(letter);
            if (isLetterOrNumber(letter)) {
                if ((separated || elided) && !words.isEmpty()) {
                    words.append(separated ? ' ' : '\'');
                }
                words.appendCodePoint(letter);
                separated = false;
                elided = false;
            } else if (letter == '\'') {
                elided = true;
            } else if (!joins(plain, letter, at)) {
                separated = true;
            }
        }
        return words.toString();
    }

    /** Tests for a character within a word: an invisible one, or the dot of the Catalan "l·l". */
    private static boolean joins(String plain, int sign, int end) {
        return Character.getType(sign) == Character.FORMAT
                || MIDDLE_DOTS.indexOf(sign) >= 0
                        && end > 1
                        && plain.charAt(end - 2) == 'l'
                        && plain.startsWith("l", end);
    }

    /** Before transliteration, which would turn an acute accent into a blank. */
    private static String unifyApostrophes(String name) {
        char[] letters = name.toCharArray();
        for (int at = 0; at < letters.length; at++) {
            if ((letters[at] == '`' || letters[at] > 127) && APOSTROPHES.indexOf(letters[at]) >= 0) {
                letters[at] = '\'';
            }
        }
        return new String(letters);
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
