package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Resolves words outside the lexicon: elided, misspelled, compound, otherwise a name. */
final class UnknownWordResolver {
    /** Size limit of the cache, which is cleared when full. */
    private static final int MAX_CACHE_SIZE = 20_000;

    /** Minimum word length for an edit distance of two. */
    private static final int MIN_LENGTH_FOR_TWO_TYPOS = 10;

    private static final Map<String, List<Token>> CACHE = new ConcurrentHashMap<>();

    private UnknownWordResolver() {}

    static List<Token> resolve(String word) {
        List<Token> known = CACHE.get(word);
        if (known != null) {
            return known;
        }
        if (CACHE.size() >= MAX_CACHE_SIZE) {
            CACHE.clear();
        }
        List<Token> tokens = resolveUncached(word);
        CACHE.put(word, tokens);
        return tokens;
    }

    /** Corrects a word within edit distance two, except to names: "Duisburger" is not "Augsburger". */
    private static List<Meaning> lookupMisspelledTerm(String word) {
        List<Meaning> near = Lexicon.lookupMisspelled(word, 2);
        boolean name = near != null
                && near.stream()
                        .anyMatch(meaning -> meaning.type() == TokenType.CITY
                                || meaning.type() == TokenType.SPONSOR
                                || meaning.type() == TokenType.WORD);
        return name ? null : near;
    }

    private static List<Token> resolveUncached(String word) {
        List<Meaning> meant = ElisionStripper.lookup(word);
        if (meant == null) {
            meant = Lexicon.lookupMisspelled(word, 1);
        }
        if (meant == null) {
            List<Token> parts = CompoundSplitter.split(word);
            if (!parts.isEmpty()) {
                return parts;
            }
            if (word.length() >= MIN_LENGTH_FOR_TWO_TYPOS) {
                parts = CompoundSplitter.splitMisspelled(word);
                meant = parts.isEmpty() ? lookupMisspelledTerm(word) : null;
            }
            if (!parts.isEmpty()) {
                return parts;
            }
        }
        return List.of(Token.of(word, meant == null ? List.of() : meant));
    }
}
