package run.opentrack.competition.duplicate;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import run.opentrack.competition.model.AgeGroups;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.TokenType;

/** Age group rules for the structured field, which names often lack. */
final class AgeGroupRules {
    private AgeGroupRules() {}

    /** Tests for disjoint age groups, listed by both or listed by one and named by the other. */
    static boolean contradict(MatchFeatures a, MatchFeatures b) {
        if (hasNoAgeGroup(a) || hasNoAgeGroup(b)) {
            return false;
        }
        Set<String> ofA = ageGroups(a);
        Set<String> ofB = ageGroups(b);
        return disjoint(ofA, ofB)
                || disjoint(ofA, b.fullName().facet(TokenType.AGE_GROUP))
                || disjoint(a.fullName().facet(TokenType.AGE_GROUP), ofB);
    }

    private static boolean hasNoAgeGroup(MatchFeatures traits) {
        return isEmpty(traits.ageGroups())
                && traits.fullName().facet(TokenType.AGE_GROUP).isEmpty();
    }

    private static boolean isEmpty(List<String> listed) {
        return listed == null || listed.isEmpty();
    }

    private static boolean disjoint(Set<String> a, Set<String> b) {
        return !a.isEmpty() && !b.isEmpty() && Collections.disjoint(a, b);
    }

    private static Set<String> ageGroups(MatchFeatures traits) {
        List<String> listed = traits.ageGroups();
        if (isEmpty(listed)) {
            return Set.of();
        }
        Set<String> all = new HashSet<>();
        for (String group : AgeGroups.split(listed)) {
            Set<String> read = NameParser.parse(NameNormalizer.normalize(group), traits.countryId())
                    .facet(TokenType.AGE_GROUP);
            all.addAll(read.isEmpty() ? Set.of(NameNormalizer.normalize(group)) : read);
        }
        return all.stream().map(AgeGroupRules::canonical).collect(Collectors.toSet());
    }

    /** Maps abbreviations of age groups ("SEN") to the terms that names use. */
    private static String canonical(String group) {
        return group.equals("sen") ? "senior" : group.equals("mas") || group.equals("vet") ? "masters" : group;
    }
}
