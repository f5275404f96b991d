package run.opentrack.competition.name;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Full-text search terms of a competition: the words of its names, city and address in plain letters. Words longer than
 * an index entry are left out.
 */
public final class SearchTerms {
    /** Maximum word size in a PostgreSQL tsvector, in UTF-8 bytes. */
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
     * Prefix query in PostgreSQL {@code tsquery} syntax, all words required. Words hold letters and digits only, so
     * nothing needs escaping.
     *
     * @return empty for a text without words or with one that is too long
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
