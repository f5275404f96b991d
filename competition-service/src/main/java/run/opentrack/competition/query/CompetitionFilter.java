package run.opentrack.competition.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Which competitions are asked for; what is null (or, of countries, empty) does not matter.
 *
 * @param searchQuery a Postgres tsquery
 * @param limit rows in an answer; null for all
 * @param after the last row of the answer before
 */
public record CompetitionFilter(
        List<String> countries,
        LocalDate fromDate,
        LocalDate toDate,
        Integer year,
        String nationalId,
        String slug,
        UUID venueId,
        UUID organiserId,
        Integer waRankingsCategoryId,
        String ageGroup,
        String searchQuery,
        Instant updatedSince,
        Integer limit,
        PageCursor after) {
    /** Whether nothing but countries and days narrows it. */
    public boolean hasOnlyCountriesAndDates() {
        return year == null
                && nationalId == null
                && slug == null
                && venueId == null
                && organiserId == null
                && waRankingsCategoryId == null
                && ageGroup == null
                && searchQuery == null
                && updatedSince == null
                && limit == null
                && after == null;
    }
}
