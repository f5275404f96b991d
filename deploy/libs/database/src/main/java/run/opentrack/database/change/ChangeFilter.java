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

    /** Returns the filter as the query of a URL, with its question mark; empty without any filter. */
    public String toQuery() {
        StringBuilder query = new StringBuilder();
        countries.forEach(country -> query.append("&country=").append(country));
        if (from != null) {
            query.append("&from_date=").append(from);
        }
        if (to != null) {
            query.append("&to_date=").append(to);
        }
        return query.isEmpty() ? "" : query.replace(0, 1, "?").toString();
    }
}
