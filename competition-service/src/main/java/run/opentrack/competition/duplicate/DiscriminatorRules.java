package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.ParsedName;
import run.opentrack.competition.name.parse.TokenType;
import run.opentrack.competition.name.parse.TokenType.Comparison;

/**
 * Discriminator rules: facets that separate two names however similar they are, such as "U18", "women", "indoor" or
 * "Round 3".
 */
final class DiscriminatorRules {
    private static final TokenType[] TYPES = TokenType.values();

    private DiscriminatorRules() {}

    /** Facets in which the names differ, with both values; empty without a veto. */
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

    /** Tests for a facet that both names state with disjoint values. */
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
