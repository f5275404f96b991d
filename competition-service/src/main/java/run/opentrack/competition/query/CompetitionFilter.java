package run.opentrack.competition.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.query.cache.CalendarRange;

/**
 * Conditions of a list. A null value, or no country, matches all competitions.
 *
 * @param countries ISO codes, sorted
 * @param toDate last date, inclusive; a list of a year and other dates may end before it begins, and is empty
 * @param searchQuery a Postgres tsquery
 * @param limit maximum rows of a page; null for an unlimited list
 * @param after last row of the page before
 * @param statuses names of statuses, sorted; empty for all
 * @param included members of each row beside its own
 */
record CompetitionFilter(
        List<String> countries,
        LocalDate fromDate,
        LocalDate toDate,
        String nationalId,
        String slug,
        UUID venueId,
        UUID organiserId,
        Integer waRankingsCategoryId,
        String ageGroup,
        String searchQuery,
        Instant updatedSince,
        Integer limit,
        PageCursor after,
        List<String> statuses,
        Set<IncludedMember> included) {
    /** Maximum years of a list from the cache: each of them must be cached. */
    private static final int MAX_CACHED_YEARS = 10;

    /** Returns the country and year of a list with one of each, otherwise null. */
    CalendarRange calendarYear() {
        return countries.size() == 1 && fromDate != null && toDate != null && fromDate.getYear() == toDate.getYear()
                ? new CalendarRange(countries.get(0), fromDate, toDate)
                : null;
    }

    /** Returns the dates of one country that the list consists of; null when it is another list and cannot be cached. */
    CalendarRange calendarRange() {
        CompetitionFilter onlyCountryAndDates = new CompetitionFilter(
                countries, fromDate, toDate, null, null, null, null, null, null, null, null, null, null, List.of(),
                Set.of());
        boolean cacheable = equals(onlyCountryAndDates)
                && countries.size() == 1
                && fromDate != null
                && toDate != null
                && !fromDate.isAfter(toDate)
                && toDate.getYear() - fromDate.getYear() < MAX_CACHED_YEARS;
        return cacheable ? new CalendarRange(countries.get(0), fromDate, toDate) : null;
    }
}
