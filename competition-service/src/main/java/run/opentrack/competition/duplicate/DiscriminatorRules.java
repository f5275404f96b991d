package run.opentrack.competition.duplicate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import run.opentrack.competition.model.AgeGroups;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;
import run.opentrack.competition.name.parse.TokenType;

/**
 * Discriminator rules: facets that separate two competitions however similar their names are, such as "U18", "women",
 * "indoor" or "Round 3". Age groups count as listed in the structured field too, as names often lack them.
 */
final class DiscriminatorRules {
    private static final List<TokenType> FACETS =
            Arrays.stream(TokenType.values()).filter(TokenType::isFacet).toList();
    /** A longer list contradicts none, as it would take too long to parse. */
    private static final int MAX_AGE_GROUPS = 100;
    /** Terms that names use, by the abbreviation of the age group. */
    private static final Map<String, String> TERMS = Map.of("sen", "senior", "mas", "masters", "vet", "masters");

    private DiscriminatorRules() {}

    /** Tests for a discriminating facet in which the names differ. */
    static boolean veto(ParsedName a, ParsedName b) {
        for (TokenType type : FACETS) {
            Set<String> valuesOfA = a.facet(type);
            Set<String> valuesOfB = b.facet(type);
            if (type.comparison() == TokenType.Comparison.MUST_EQUAL
                    ? !valuesOfA.equals(valuesOfB)
                    : contradict(valuesOfA, valuesOfB)) {
                return true;
            }
        }
        return false;
    }

    /** Tests for a series number of one name only, unless that begins with it as a round: "Open 2", not "2. round, Open". */
    static boolean numberOmitted(ParsedName a, ParsedName b) {
        boolean ofOne =
                a.facet(TokenType.NUMBER).isEmpty() != b.facet(TokenType.NUMBER).isEmpty();
        return ofOne
                && a.facet(TokenType.ROUND).isEmpty()
                && b.facet(TokenType.ROUND).isEmpty();
    }

    /** Tests for a facet that both names state with disjoint values. */
    static boolean contradict(ParsedName a, ParsedName b) {
        for (TokenType type : FACETS) {
            if (contradict(a.facet(type), b.facet(type))) {
                return true;
            }
        }
        return false;
    }

    /** Tests for disjoint age groups, listed by both or listed by one and named by the other. */
    static boolean ageGroupsContradict(MatchFeatures a, MatchFeatures b) {
        Set<String> listedByA = ageGroups(a);
        Set<String> listedByB = ageGroups(b);
        return contradict(listedByA, listedByB)
                || contradict(listedByA, b.fullName().facet(TokenType.AGE_GROUP))
                || contradict(a.fullName().facet(TokenType.AGE_GROUP), listedByB);
    }

    private static boolean contradict(Set<String> a, Set<String> b) {
        return !a.isEmpty() && !b.isEmpty() && Collections.disjoint(a, b);
    }

    private static Set<String> ageGroups(MatchFeatures features) {
        String[] parts = AgeGroups.split(features.ageGroups());
        return Arrays.stream(parts, 0, parts.length > MAX_AGE_GROUPS ? 0 : parts.length)
                .map(NameNormalizer::normalize)
                .flatMap(group -> {
                    Set<String> named =
                            NameParser.parse(group, features.countryId()).facet(TokenType.AGE_GROUP);
                    return (named.isEmpty() ? Set.of(group) : named).stream();
                })
                .map(group -> TERMS.getOrDefault(group, group))
                .collect(Collectors.toSet());
    }
}
