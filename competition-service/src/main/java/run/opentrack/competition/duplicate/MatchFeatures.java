package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/**
 * Feature vector of a competition in the duplicate check. Short and local names are parsed on use, as full names decide
 * most comparisons.
 *
 * @param id null when the client chose none
 * @param shortKey normalised short name, null when empty or equal to the full name
 * @param localKey normalised local name, null when empty or equal to the full name
 * @param city normalised, never null
 */
public record MatchFeatures(
        UUID id,
        ParsedName fullName,
        String shortKey,
        String localKey,
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
    public static MatchFeatures of(CompetitionData data) {
        String key = NameNormalizer.normalize(data.fullName());
        return new MatchFeatures(
                data.id(),
                NameParser.parse(key, data.countryId()),
                otherKey(data.shortName(), key),
                otherKey(data.nameLocal(), key),
                data.countryId(),
                data.date(),
                data.finishDate(),
                NameNormalizer.normalize(data.city()),
                data.latitude(),
                data.longitude(),
                data.venueId(),
                data.nationalId(),
                data.ageGroups(),
                data.website(),
                data.resultsLink());
    }

    /** Key of a short or local name; null for an empty name and for a repetition of the full name. */
    public static String otherKey(String name, String fullKey) {
        String key = NameNormalizer.normalize(name);
        return key.isEmpty() || key.equals(fullKey) ? null : key;
    }

    ParsedName shortName() {
        return shortKey == null ? null : NameParser.parse(shortKey, countryId);
    }

    ParsedName localName() {
        return localKey == null ? null : NameParser.parse(localKey, countryId);
    }

    /** Number of characters of all names, which comparison time grows with. */
    int nameLength() {
        return fullName.key().length() + length(shortKey) + length(localKey);
    }

    int ageGroupLength() {
        return ageGroups == null
                ? 0
                : ageGroups.stream().mapToInt(String::length).sum();
    }

    private static int length(String key) {
        return key == null ? 0 : key.length();
    }

    boolean hasPosition() {
        return latitude != null && longitude != null;
    }

    /** Tests for a common day. */
    boolean overlaps(MatchFeatures other) {
        return !date.isAfter(other.finishDate) && !other.date.isAfter(finishDate);
    }

    /** Compares the columns of the unique key: country, date, name key and place key. */
    boolean hasUniqueKey(String otherCountry, LocalDate otherDate, String otherName, String otherCity) {
        return countryId.equals(otherCountry)
                && date.equals(otherDate)
                && fullName.key().equals(otherName)
                && city.equals(otherCity);
    }
}
