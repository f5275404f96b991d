package run.opentrack.database.change;

import java.time.LocalDate;
import java.util.List;

/**
 * Competitions that a follower of changes copies. It is part of the follower's token.
 *
 * @param countries ISO codes, sorted; empty for all countries
 * @param from first date, inclusive; null without a bound
 * @param to last date, inclusive; null without a bound
 */
public record ChangeFilter(List<String> countries, LocalDate from, LocalDate to) {
    public static final ChangeFilter ALL = new ChangeFilter(List.of(), null, null);

    public boolean includes(String country) {
        return countries.isEmpty() || countries.contains(country);
    }
}
