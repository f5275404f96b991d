package run.opentrack.competition.name;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The words by which a competition is found: those of its names, city and address, without case and accents. */
public final class SearchTerms {
    private SearchTerms() {}

    public static String[] of(Collection<String> texts) {
        TreeSet<String> terms = new TreeSet<>();
        texts.forEach(text -> terms.addAll(Arrays.asList(NameKey.words(text).split(" "))));
        terms.remove("");
        return terms.toArray(String[]::new);
    }

    /**
     * A Postgres {@code tsquery} for competitions of which every word begins a term; empty when the text has no word.
     * Words are letters and digits alone, so that nothing needs to be escaped.
     */
    public static String query(String text) {
        return Arrays.stream(NameKey.words(text).split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> "'" + word + "':*")
                .collect(Collectors.joining(" & "));
    }
}
