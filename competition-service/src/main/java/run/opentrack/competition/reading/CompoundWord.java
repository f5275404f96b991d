package run.opentrack.competition.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Words that German, Dutch, Scandinavian, Finnish and Estonian write together: "Hallenmeisterschaften", "sisejooks". */
final class CompoundWord {
    private static final int SHORTEST_PART = 3;
    private static final int SHORTEST_END = 3;
    private static final int SHORTEST_BEGINNING = 4;
    private static final int SHORTEST_MISSPELLED = 5;
    private static final int SHORTEST_MISSPELLED_END = 7;
    private static final int SHORTEST_END_OF_NAME = 4;
    private static final int SHORTEST_FACET_END = 5;
    private static final int SHORTEST_NOISE_END = 9;
    /** "Darmstadt" is no city of "Darm". */
    private static final String CITY = "city";

    private static final List<String> LINKS = List.of("s", "n", "en", "es", "e", "er");

    private CompoundWord() {}

    /** Its parts, or none when it has no known end. */
    static List<Piece> split(String word) {
        return split(word, SHORTEST_END, Vocabulary::senses);
    }

    /** The same with a letter mistyped in its end: "Abendsportfesst". */
    static List<Piece> splitMisspelled(String word) {
        return split(word, SHORTEST_MISSPELLED_END, end -> Vocabulary.near(end, 1));
    }

    private static List<Piece> split(String word, int shortestEnd, Function<String, List<Sense>> senses) {
        for (int cut = SHORTEST_PART; cut <= word.length() - shortestEnd; cut++) {
            List<Sense> end = senses.apply(word.substring(cut));
            if (end == null || !endsCompounds(end, word.length() - cut)) {
                continue;
            }
            String first = word.substring(0, cut);
            List<Sense> known = begins(first);
            boolean name = cut > SHORTEST_PART && word.length() - cut >= SHORTEST_END_OF_NAME;
            if (known != null || name) {
                List<Piece> parts =
                        new ArrayList<>(known == null ? beginnings(first) : List.of(Piece.of(first, known)));
                parts.add(Piece.of(word.substring(cut), end));
                return parts;
            }
        }
        return List.of();
    }

    /** Two beginnings, as of "Schülerhallensportfest", or a name. */
    private static List<Piece> beginnings(String first) {
        for (int cut = SHORTEST_BEGINNING; cut <= first.length() - SHORTEST_BEGINNING; cut++) {
            List<Sense> one = beginning(first.substring(0, cut));
            List<Sense> other = one == null ? null : beginning(first.substring(cut));
            if (other != null) {
                return List.of(Piece.of(first.substring(0, cut), one), Piece.of(first.substring(cut), other));
            }
        }
        return List.of(Piece.of(first, List.of()));
    }

    private static boolean endsCompounds(List<Sense> senses, int length) {
        for (Sense sense : senses) {
            boolean athletics = sense.kind() == Kind.NOISE && length >= SHORTEST_NOISE_END;
            boolean facet = sense.kind().weighing() == Kind.Weighing.ALWAYS && sense.kind() != Kind.REGION;
            if (athletics
                    || sense.kind() == Kind.GENERIC && !sense.value().equals(CITY)
                    || facet && length >= SHORTEST_FACET_END) {
                return true;
            }
        }
        return false;
    }

    /** What a beginning means, also with a letter mistyped: "Halenmeisterschaften". */
    private static List<Sense> begins(String first) {
        List<Sense> known = beginning(first);
        List<Sense> near = known == null && first.length() >= SHORTEST_MISSPELLED ? Vocabulary.near(first, 1) : known;
        return near == null || known == null && near.stream().anyMatch(sense -> sense.kind() != Kind.SURFACE)
                ? known
                : near;
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
