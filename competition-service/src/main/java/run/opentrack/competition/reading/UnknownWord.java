package run.opentrack.competition.reading;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A word in no table: with an article, misspelled, a compound, or a name. */
final class UnknownWord {
    /** Read ones are kept, as names repeat; when there are as many, all are forgotten. */
    private static final int MOST_KEPT = 20_000;

    /** So long must a word be that two letters of it may be mistyped. */
    private static final int LONG = 10;

    private static final Map<String, List<Piece>> READ = new ConcurrentHashMap<>();

    private UnknownWord() {}

    static List<Piece> read(String word) {
        List<Piece> known = READ.get(word);
        if (known != null) {
            return known;
        }
        if (READ.size() >= MOST_KEPT) {
            READ.clear();
        }
        List<Piece> pieces = guess(word);
        READ.put(word, pieces);
        return pieces;
    }

    /** Two letters make another city: "Duisburger" is not "Augsburger". */
    private static List<Sense> nearButNoName(String word) {
        List<Sense> near = Vocabulary.near(word, 2);
        boolean name = near != null
                && near.stream()
                        .anyMatch(sense ->
                                sense.kind() == Kind.CITY || sense.kind() == Kind.SPONSOR || sense.kind() == Kind.WORD);
        return name ? null : near;
    }

    private static List<Piece> guess(String word) {
        List<Sense> meant = Elision.senses(word);
        if (meant == null) {
            meant = Vocabulary.near(word, 1);
        }
        if (meant == null) {
            List<Piece> parts = CompoundWord.split(word);
            if (!parts.isEmpty()) {
                return parts;
            }
            if (word.length() >= LONG) {
                parts = CompoundWord.splitMisspelled(word);
                meant = parts.isEmpty() ? nearButNoName(word) : null;
            }
            if (!parts.isEmpty()) {
                return parts;
            }
        }
        return List.of(Piece.of(word, meant == null ? List.of() : meant));
    }
}
