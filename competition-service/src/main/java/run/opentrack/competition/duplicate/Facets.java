package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.reading.Kind;
import run.opentrack.competition.reading.Kind.Weighing;
import run.opentrack.competition.reading.NameReading;

/** What tells two names apart however alike they are: "U18", "women", "indoor", "Round 3". */
final class Facets {
    private static final Kind[] KINDS = Kind.values();

    private Facets() {}

    /** The kinds in which they differ, with what each says; empty when nothing vetoes. */
    static List<String> vetoes(NameReading a, NameReading b) {
        List<String> vetoes = new ArrayList<>();
        for (Kind kind : KINDS) {
            Set<String> ofA = a.facet(kind);
            Set<String> ofB = b.facet(kind);
            boolean differ =
                    switch (kind.weighing()) {
                        case ALWAYS -> !ofA.equals(ofB);
                        case ON_BOTH_SIDES -> contradict(ofA, ofB);
                        default -> false;
                    };
            if (differ) {
                vetoes.add(kind + " " + ofA + " / " + ofB);
            }
        }
        return vetoes;
    }

    /** Whether both say something, and not the same. */
    static boolean contradict(NameReading a, NameReading b) {
        for (Kind kind : KINDS) {
            if ((kind.weighing() == Weighing.ALWAYS || kind.weighing() == Weighing.ON_BOTH_SIDES)
                    && contradict(a.facet(kind), b.facet(kind))) {
                return true;
            }
        }
        return false;
    }

    private static boolean contradict(Set<String> a, Set<String> b) {
        return !a.isEmpty() && !b.isEmpty() && Collections.disjoint(a, b);
    }
}
