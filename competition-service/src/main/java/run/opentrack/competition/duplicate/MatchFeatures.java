package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/**
 * Feature vector of a competition in the duplicate check.
 *
 * @param shortKey normalised short name, null when empty or equal to the full name; likewise the local name
 * @param city normalised, never null
 */
public record MatchFeatures(
        UUID id,
        ParsedName fullName,
        LazyParsedName shortName,
        LazyParsedName localName,
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
    public static MatchFeatures of(CompetitionData entry) {
        String key = NameNormalizer.normalize(entry.fullName());
        return new MatchFeatures(
                entry.id(),
                NameParser.parse(key, entry.countryId()),
                LazyParsedName.of(entry.shortName(), key, entry.countryId()),
                LazyParsedName.of(entry.nameLocal(), key, entry.countryId()),
                entry.countryId(),
                entry.date(),
                entry.finishDate(),
                NameNormalizer.normalize(entry.city()),
                entry.latitude(),
                entry.longitude(),
                entry.venueId(),
                entry.nationalId(),
                entry.ageGroups(),
                entry.website(),
                entry.resultsLink());
    }

    /** Compares the columns of the unique key: country, date, name key and place key. */
    boolean hasUniqueKey(String itsCountry, LocalDate itsDate, String itsName, String itsCity) {
        return countryId.equals(itsCountry)
                && date.equals(itsDate)
                && fullName.key().equals(itsName)
                && city.equals(itsCity);
    }
}
