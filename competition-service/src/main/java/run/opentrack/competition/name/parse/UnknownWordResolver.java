package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A word in no table: with an article, misspelled, a compound, or a name. */
final class UnknownWordResolver {
    /** Read ones are kept, as names repeat; when there are as many, all are forgotten. */
    private static final int MAX_CACHE_SIZE = 20_000;

    /** So long must a word be that two letters of it may be mistyped. */
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
        List<Token> pieces = resolveUncached(word);
        CACHE.put(word, pieces);
        return pieces;
    }

    /** Two letters make another city: "Duisburger" is not "Augsburger". */
    private static List<Meaning> lookupMisspelledTerm(String word) {
        List<Meaning> near = Lexicon.lookupMisspelled(word, 2);
        boolean name = near != null
                && near.stream()
                        .anyMatch(sense -> sense.type() == TokenType.CITY
                                || sense.type() == TokenType.SPONSOR
                                || sense.type() == TokenType.WORD);
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
