package run.opentrack.competition.duplicate;

import java.util.List;
import java.util.Objects;

/**
 * Duplicate check result of several probes, in their order. It also compares the probes with each other, as they may be
 * inserted in one batch.
 */
public record DuplicateCheckResult(List<MatchFeatures> probes, List<DuplicateMatches> matches) {
    public DuplicateMatches matches(int index) {
        return matches.get(index);
    }

    /** Tests two probes for a possible duplicate: equal id, equal unique key or similar names. */
    public boolean mayBeDuplicates(int index, int otherIndex) {
        MatchFeatures one = probes.get(index);
        MatchFeatures other = probes.get(otherIndex);
        return one.id() != null && Objects.equals(one.id(), other.id())
                || one.hasUniqueKey(
                        other.countryId(), other.date(), other.fullName().key(), other.city())
                || DuplicateMatcher.compare(one, other).isDuplicate();
    }
}
