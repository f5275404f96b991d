package run.opentrack.competition.name;

import java.util.regex.Pattern;

/**
 * What is left of a name when case, accents, alphabet, punctuation and blanks are taken away: two names with one key are
 * the same name. {@code Göteborg}, {@code Goteborg}, {@code Goeteborg} and {@code GÖTEBORG} have one; so have {@code
 * Århus} and {@code Aarhus}.
 */
public final class NameKey {
    private static final Pattern APOSTROPHES = Pattern.compile("['’‘`´ʹʼʻ]");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern SPELLED_UMLAUT = Pattern.compile("([aou])e");

    private NameKey() {}

    public static String of(String name) {
        return SPELLED_UMLAUT.matcher(words(name)).replaceAll("$1").replace("aa", "a");
    }

    /** The words of a name in plain letters, with one blank between. */
    static String words(String name) {
        String joined = APOSTROPHES.matcher(Transliteration.plain(name)).replaceAll("");
        return BETWEEN_WORDS.matcher(joined).replaceAll(" ").strip();
    }
}
