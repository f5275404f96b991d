package run.opentrack.competition.model;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Validated data of a competition, as sent by a client. Texts are never null; links, lists and numbers may be.
 *
 * @param slug null when it is to be derived from the name
 * @param events compact JSON array, or null
 * @param id null when it is to be assigned
 */
public record CompetitionData(
        String fullName,
        String shortName,
        String slug,
        String nameLocal,
        String countryId,
        String address,
        String city,
        UUID venueId,
        Double latitude,
        Double longitude,
        Double altitude,
        LocalDate date,
        LocalDate finishDate,
        Integer waRankingsCategoryId,
        List<String> ageGroups,
        String nationalId,
        String basicDescription,
        String contactDetails,
        UUID organiserId,
        String website,
        String entryLink,
        String resultsLink,
        UUID id,
        String events) {
    public int year() {
        return date.getYear();
    }

    /** Returns a copy with an id. */
    public CompetitionData withId(UUID newId) {
        return new CompetitionData(
                fullName,
                shortName,
                slug,
                nameLocal,
                countryId,
                address,
                city,
                venueId,
                latitude,
                longitude,
                altitude,
                date,
                finishDate,
                waRankingsCategoryId,
                ageGroups,
                nationalId,
                basicDescription,
                contactDetails,
                organiserId,
                website,
                entryLink,
                resultsLink,
                newId,
                events);
    }
}
