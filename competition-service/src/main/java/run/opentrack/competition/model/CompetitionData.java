package run.opentrack.competition.model;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * All that a client says of a competition, validated. Texts are never null, links and lists may be.
 *
 * @param slug null when one is to be made of the name
 * @param events the JSON array as it came, or null
 * @param id null when one is to be given
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

    /** The same with an id. */
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
