package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.ParsedName;
import run.opentrack.competition.name.parse.TokenType;
import run.opentrack.competition.name.parse.TokenType.Comparison;

/** What tells two names apart however alike they are: "U18", "women", "indoor", "Round 3". */
final class DiscriminatorRules {
    private static final TokenType[] TYPES = TokenType.values();

    private DiscriminatorRules() {}

    /** The kinds in which they differ, with what each says; empty when nothing vetoes. */
    static List<String> vetoes(ParsedName a, ParsedName b) {
        List<String> vetoes = new ArrayList<>();
        for (TokenType kind : TYPES) {
            Set<String> ofA = a.facet(kind);
            Set<String> ofB = b.facet(kind);
            boolean differ =
                    switch (kind.comparison()) {
                        case MUST_EQUAL -> !ofA.equals(ofB);
                        case MUST_NOT_CONTRADICT -> contradict(ofA, ofB);
                        default -> false;
                    };
            if (differ) {
                vetoes.add(kind + " " + ofA + " / " + ofB);
            }
        }
        return vetoes;
    }

    /** Whether both say something, and not the same. */
    static boolean contradict(ParsedName a, ParsedName b) {
        for (TokenType kind : TYPES) {
            if ((kind.comparison() == Comparison.MUST_EQUAL || kind.comparison() == Comparison.MUST_NOT_CONTRADICT)
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
