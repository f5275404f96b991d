package run.opentrack.competition.duplicate;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import run.opentrack.competition.AgeGroups;
import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.reading.Kind;
import run.opentrack.competition.reading.NameReader;

/** Age groups where they are members, not words of the name. */
final class StructuredFields {
    private StructuredFields() {}

    /** Whether both list age groups, or one lists and the other's name says some, and none is common. */
    static boolean contradict(Traits a, Traits b) {
        if (saysNothing(a) || saysNothing(b)) {
            return false;
        }
        Set<String> ofA = ageGroups(a);
        Set<String> ofB = ageGroups(b);
        return disjoint(ofA, ofB)
                || disjoint(ofA, b.fullName().facet(Kind.AGE_GROUP))
                || disjoint(a.fullName().facet(Kind.AGE_GROUP), ofB);
    }

    private static boolean saysNothing(Traits traits) {
        return isEmpty(traits.ageGroups())
                && traits.fullName().facet(Kind.AGE_GROUP).isEmpty();
    }

    private static boolean isEmpty(List<String> listed) {
        return listed == null || listed.isEmpty();
    }

    private static boolean disjoint(Set<String> a, Set<String> b) {
        return !a.isEmpty() && !b.isEmpty() && Collections.disjoint(a, b);
    }

    private static Set<String> ageGroups(Traits traits) {
        List<String> listed = traits.ageGroups();
        if (isEmpty(listed)) {
            return Set.of();
        }
        Set<String> all = new HashSet<>();
        for (String group : AgeGroups.parts(listed)) {
            Set<String> read =
                    NameReader.read(NameKey.of(group), traits.countryId()).facet(Kind.AGE_GROUP);
            all.addAll(read.isEmpty() ? Set.of(NameKey.of(group)) : read);
        }
        return all.stream().map(StructuredFields::common).collect(Collectors.toSet());
    }

    /** "SEN" is how age groups abbreviate what names spell out. */
    private static String common(String group) {
        return group.equals("sen") ? "senior" : group.equals("mas") || group.equals("vet") ? "masters" : group;
    }
}
