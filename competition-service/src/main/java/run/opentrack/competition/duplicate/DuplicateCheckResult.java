package run.opentrack.competition.duplicate;

import java.util.List;
import java.util.Objects;

/**
 * Duplicate check result of several probes. It also compares the probes with each other, as they may be inserted in one
 * batch.
 */
public final class DuplicateCheckResult {
    private final List<MatchFeatures> probes;
    private final List<DuplicateMatches> matches;

    DuplicateCheckResult(List<MatchFeatures> wanted, List<DuplicateMatches> matches) {
        this.probes = wanted;
        this.matches = matches;
    }

    public DuplicateMatches matches(int number) {
        return matches.get(number);
    }

    /** Tests two probes for a possible duplicate: equal id, equal unique key or similar names. */
    public boolean mayBeDuplicates(int number, int other) {
        MatchFeatures one = probes.get(number);
        MatchFeatures two = probes.get(other);
        return one.id() != null && Objects.equals(one.id(), two.id())
                || one.hasUniqueKey(two.countryId(), two.date(), two.fullName().key(), two.city())
                || DuplicateMatcher.compare(one, two).isDuplicate();
    }
}
