package run.opentrack.competition.name.parse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import run.opentrack.competition.name.parse.Token.Meaning;

/** Resolves words outside the lexicon: elided, misspelled, compound, otherwise a name. */
final class UnknownWordResolver {
    private static final int MAX_CACHE_SIZE = 20_000;

    /** Minimum word length for an edit distance of two. */
    private static final int MIN_LENGTH_FOR_TWO_TYPOS = 10;

    private static final int MIN_TRANSPOSED = 4;

    private static final List<String> ELIDED_ARTICLES = List.of("dell", "nell", "dall", "sull", "all", "qu", "d", "l");

    private static final Cache<String, List<Token>> CACHE =
            Caffeine.newBuilder().maximumSize(MAX_CACHE_SIZE).build();

    private UnknownWordResolver() {}

    static List<Token> resolve(String word) {
        return CACHE.get(word, UnknownWordResolver::resolveUncached);
    }

    private static List<Token> resolveUncached(String word) {
        List<Meaning> meanings = lookupWithoutArticle(word);
        if (meanings == null) {
            meanings = lookupTransposed(word);
        }
        if (meanings == null) {
            meanings = Lexicon.lookupMisspelled(word, 1);
        }
        if (meanings != null) {
            return List.of(Token.of(word, meanings));
        }
        boolean twoTypos = word.length() >= MIN_LENGTH_FOR_TWO_TYPOS;
        List<Token> parts = CompoundSplitter.split(word);
        if (parts.isEmpty() && twoTypos) {
            parts = CompoundSplitter.splitMisspelled(word);
        }
        if (!parts.isEmpty()) {
            return parts;
        }
        List<Meaning> corrected = twoTypos ? lookupMisspelledTerm(word) : null;
        return List.of(Token.of(word, corrected == null ? List.of() : corrected));
    }

    /** Swaps two letters, the commonest typo in words too short for an edit distance. */
    private static List<Meaning> lookupTransposed(String word) {
        for (int at = 0; word.length() >= MIN_TRANSPOSED && at + 1 < word.length(); at++) {
            String swapped = word.substring(0, at) + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
            List<Meaning> meanings = Lexicon.lookup(swapped);
            if (meanings != null) {
                return meanings;
            }
        }
        return null;
    }

    /**
     * Strips an elided French or Italian article: "d'athlétisme", "dell'Adda". Keys have no apostrophe.
     *
     * @return meanings of the word without its article, null when unknown
     */
    private static List<Meaning> lookupWithoutArticle(String word) {
        for (String article : ELIDED_ARTICLES) {
            int length = article.length();
            if (word.length() > length + 2 && word.startsWith(article) && "aeiouh".indexOf(word.charAt(length)) >= 0) {
                List<Meaning> meanings = Lexicon.lookup(word.substring(length));
                if (meanings != null) {
                    return meanings;
                }
            }
        }
        return null;
    }

    /** Corrects a word within edit distance two, except to names: "Duisburger" is not "Augsburger". */
    private static List<Meaning> lookupMisspelledTerm(String word) {
        List<Meaning> meanings = Lexicon.lookupMisspelled(word, 2);
        boolean name = meanings != null
                && meanings.stream().anyMatch(meaning -> meaning.type().isName());
        return name ? null : meanings;
    }
}
