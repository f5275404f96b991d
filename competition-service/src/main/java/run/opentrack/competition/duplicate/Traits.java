package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.entry.CalendarEntry;

/** What is compared when two competitions may be one. Texts are never null. */
public record Traits(
        UUID id,
        String fullName,
        String shortName,
        String nameLocal,
        String countryId,
        LocalDate date,
        LocalDate finishDate,
        String city,
        Double latitude,
        Double longitude,
        UUID venueId,
        String nationalId,
        List<String> ageGroups,
        Integer waRankingsCategoryId,
        String website,
        String resultsLink) {
    public static Traits of(CalendarEntry entry) {
        return new Traits(
                entry.id(),
                entry.fullName(),
                entry.shortName(),
                entry.nameLocal(),
                entry.countryId(),
                entry.date(),
                entry.finishDate(),
                entry.city(),
                entry.latitude(),
                entry.longitude(),
                entry.venueId(),
                entry.nationalId(),
                entry.ageGroups(),
                entry.waRankingsCategoryId(),
                entry.website(),
                entry.resultsLink());
    }
}
