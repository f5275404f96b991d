package run.opentrack.competition.name;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Full-text search terms of a competition: the words of its names, city and address in plain letters. A word with an
 * apostrophe is found as a whole and by its parts: {@code d'Aube}, {@code daube}, {@code aube}. Words longer than an
 * index entry are left out.
 */
public final class SearchTerms {
    /** Maximum word size in a PostgreSQL tsvector, in UTF-8 bytes. */
    private static final int MAX_WORD_BYTES = 2_046;

    private SearchTerms() {}

    public static String[] of(Collection<String> texts) {
        TreeSet<String> terms = new TreeSet<>();
        for (String text : texts) {
            for (String word : NameNormalizer.toElidedWords(text).split(" ")) {
                terms.add(word.replace("'", ""));
                terms.addAll(Arrays.asList(word.split("'")));
            }
        }
        terms.remove("");
        terms.removeIf(SearchTerms::isTooLong);
        return terms.toArray(String[]::new);
    }

    private static boolean isTooLong(String word) {
        return word.getBytes(StandardCharsets.UTF_8).length > MAX_WORD_BYTES;
    }

    /**
     * Prefix query in PostgreSQL {@code tsquery} syntax, all words required. Words hold letters, digits and apostrophes
     * only, so nothing needs escaping.
     *
     * @return empty for a text without words or with one that is too long
     */
    public static String tsQuery(String text) {
        String[] words = NameNormalizer.toElidedWords(text).split(" ");
        if (Arrays.stream(words).anyMatch(SearchTerms::isTooLong)) {
            return "";
        }
        return Arrays.stream(words)
                .filter(word -> !word.isEmpty())
                .map(SearchTerms::wordQuery)
                .collect(Collectors.joining(" & "));
    }

    private static String wordQuery(String word) {
        String whole = prefixQuery(word.replace("'", ""));
        if (word.indexOf('\'') < 0) {
            return whole;
        }
        String parts =
                Arrays.stream(word.split("'")).map(SearchTerms::prefixQuery).collect(Collectors.joining(" & "));
        return "(" + whole + " | " + parts + ")";
    }

    private static String prefixQuery(String word) {
        return "'" + word + "':*";
    }
}
