package run.opentrack.competition.reading;

import java.util.List;

/** Words that German, Dutch, Scandinavian, Finnish and Estonian write together: "Hallenmeisterschaften", "sisejooks". */
final class CompoundWord {
    private static final int SHORTEST_PART = 3;
    private static final int SHORTEST_END = 3;
    private static final int SHORTEST_END_OF_NAME = 4;
    private static final int SHORTEST_FACET_END = 5;
    private static final int SHORTEST_NOISE_END = 9;
    private static final List<String> LINKS = List.of("s", "n", "en", "es", "e", "er");

    private CompoundWord() {}

    /** Its parts, or none when it has no known end. */
    static List<Piece> split(String word) {
        for (int cut = SHORTEST_PART; cut <= word.length() - SHORTEST_END; cut++) {
            List<Sense> end = Vocabulary.senses(word.substring(cut));
            if (end == null || !endsCompounds(end, word.length() - cut)) {
                continue;
            }
            String first = word.substring(0, cut);
            List<Sense> known = beginning(first);
            boolean name = cut > SHORTEST_PART && word.length() - cut >= SHORTEST_END_OF_NAME;
            if (known != null || name) {
                Piece head = Piece.of(first, known == null ? List.of() : known);
                return List.of(head, Piece.of(word.substring(cut), end));
            }
        }
        return List.of();
    }

    private static boolean endsCompounds(List<Sense> senses, int length) {
        for (Sense sense : senses) {
            boolean athletics = sense.kind() == Kind.NOISE && length >= SHORTEST_NOISE_END;
            boolean facet = sense.kind().weighing() == Kind.Weighing.ALWAYS && sense.kind() != Kind.REGION;
            if (athletics || sense.kind() == Kind.GENERIC || facet && length >= SHORTEST_FACET_END) {
                return true;
            }
        }
        return false;
    }

    private static List<Sense> beginning(String first) {
        List<Sense> senses = Vocabulary.senses(first);
        for (int i = 0; senses == null && i < LINKS.size(); i++) {
            String link = LINKS.get(i);
            if (first.endsWith(link) && first.length() - link.length() >= SHORTEST_PART) {
                senses = Vocabulary.senses(first.substring(0, first.length() - link.length()));
            }
        }
        return senses;
    }
}
