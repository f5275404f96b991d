package run.opentrack.competition.name;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The words by which a competition is found: those of its names, city and address, without case and accents. A word that
 * is too long for the index is none of them.
 */
public final class SearchTerms {
    /** Bytes, of a word that PostgreSQL can hold: compatibility forms of one letter stand for up to 18. */
    private static final int MAX_WORD_BYTES = 2_046;

    private SearchTerms() {}

    public static String[] of(Collection<String> texts) {
        TreeSet<String> terms = new TreeSet<>();
        texts.forEach(
                text -> terms.addAll(Arrays.asList(NameNormalizer.toWords(text).split(" "))));
        terms.remove("");
        terms.removeIf(SearchTerms::isTooLong);
        return terms.toArray(String[]::new);
    }

    private static boolean isTooLong(String word) {
        return word.getBytes(StandardCharsets.UTF_8).length > MAX_WORD_BYTES;
    }

    /**
     * A Postgres {@code tsquery} for competitions of which every word begins a term; empty when the text has no word, or
     * one that is too long for it. Words are letters and digits alone, so that nothing needs to be escaped.
     */
    public static String tsQuery(String text) {
        String[] words = NameNormalizer.toWords(text).split(" ");
        if (Arrays.stream(words).anyMatch(SearchTerms::isTooLong)) {
            return "";
        }
        return Arrays.stream(words)
                .filter(word -> !word.isEmpty())
                .map(word -> "'" + word + "':*")
                .collect(Collectors.joining(" & "));
    }
}
