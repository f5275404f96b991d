package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.reading.NameReader;
import run.opentrack.competition.reading.NameReading;

/**
 * What is compared when two competitions may be one.
 *
 * @param shortName null when absent or the full name again; so the local name
 * @param city as {@link NameKey} writes it, never null
 */
public record Traits(
        UUID id,
        NameReading fullName,
        OtherName shortName,
        OtherName localName,
        String countryId,
        LocalDate date,
        LocalDate finishDate,
        String city,
        Double latitude,
        Double longitude,
        UUID venueId,
        String nationalId,
        List<String> ageGroups,
        String website,
        String resultsLink) {
    public static Traits of(CalendarEntry entry) {
        String key = NameKey.of(entry.fullName());
        return new Traits(
                entry.id(),
                NameReader.read(key, entry.countryId()),
                OtherName.of(entry.shortName(), key, entry.countryId()),
                OtherName.of(entry.nameLocal(), key, entry.countryId()),
                entry.countryId(),
                entry.date(),
                entry.finishDate(),
                NameKey.of(entry.city()),
                entry.latitude(),
                entry.longitude(),
                entry.venueId(),
                entry.nationalId(),
                entry.ageGroups(),
                entry.website(),
                entry.resultsLink());
    }

    /** Whether the named unique key takes these for what it takes for another competition. */
    boolean hasKey(String itsCountry, LocalDate itsDate, String itsName, String itsCity) {
        return countryId.equals(itsCountry)
                && date.equals(itsDate)
                && fullName.key().equals(itsName)
                && city.equals(itsCity);
    }
}
