package run.opentrack.competition.duplicate;

import java.util.List;
import java.util.Objects;

/** What was found for each of several new competitions, in their order. */
public final class Found {
    private final List<Traits> wanted;
    private final List<Matches> matches;

    Found(List<Traits> wanted, List<Matches> matches) {
        this.wanted = wanted;
        this.matches = matches;
    }

    public Matches matches(int number) {
        return matches.get(number);
    }

    /** Whether one of them may be the same as another of them. */
    public boolean mayBeOne(int number, int other) {
        Traits one = wanted.get(number);
        Traits two = wanted.get(other);
        return one.id() != null && Objects.equals(one.id(), two.id())
                || one.hasKey(two.countryId(), two.date(), two.fullName().key(), two.city())
                || DuplicateRules.compare(one, two).isDuplicate();
    }
}
