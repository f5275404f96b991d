package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/**
 * Maps a row of the candidate query to match features. Its column list is part of the query, so that order and indexes
 * are in one class.
 */
public final class CandidateRowMapper {
    /** Long lists of age groups and long links are not read, which limits the size of a row. */
    static final String COLUMNS = "id, name_key, short_name, name_local, country_id, date, finish_date, place_key,"
            + " latitude, longitude, venue_id, national_id, CASE WHEN octet_length(concat(age_groups)) <= 2000 THEN age_groups END, CASE WHEN length(website) <= 500 THEN website END, CASE WHEN length(results_link) <= 500 THEN results_link END, distinct_key";

    private CandidateRowMapper() {}

    static UUID id(Object[] row) {
        return (UUID) row[0];
    }

    static String country(Object[] row) {
        return (String) row[4];
    }

    /** Number of characters of all names. */
    static int nameLength(Object[] row) {
        return ((String) row[1]).length() + ((String) row[2]).length() + ((String) row[3]).length();
    }

    static int ageGroupLength(Object[] row) {
        return row[12] == null
                ? 0
                : Arrays.stream((String[]) row[12]).mapToInt(String::length).sum();
    }

    /**
     * Tests the row for the probe's unique key (country, date, name key, place key). Such an insert fails
     * regardless of the score.
     */
    static boolean hasUniqueKeyOf(Object[] row, MatchFeatures probe) {
        return row[15].equals("")
                && probe.hasUniqueKey(country(row), (LocalDate) row[5], (String) row[1], (String) row[7]);
    }

    /** Tests the row for the address by national id of the probe. */
    static boolean hasNationalIdOf(Object[] row, MatchFeatures probe) {
        return IdentifierRules.sameNationalId(probe, (String) row[11], country(row), (LocalDate) row[5]);
    }

    /** Row of a competition that is not stored. */
    static Object[] toRow(Competition competition) {
        return new Object[] {
            competition.id,
            competition.nameKey,
            competition.shortName,
            competition.nameLocal,
            competition.countryId,
            competition.date,
            competition.finishDate,
            competition.placeKey,
            competition.latitude,
            competition.longitude,
            competition.venueId,
            competition.nationalId,
            competition.ageGroups,
            competition.website,
            competition.resultsLink,
            competition.distinctKey
        };
    }

    /**
     * Features of the stored competition.
     *
     * @param probe its parsed name is reused where the keys are equal, as they are in most candidates
     */
    public static MatchFeatures features(Object[] row, MatchFeatures probe) {
        String key = (String) row[1];
        String country = country(row);
        ParsedName probeName = probe.fullName();
        return new MatchFeatures(
                id(row),
                key.equals(probeName.key()) && country.equals(probe.countryId())
                        ? probeName
                        : NameParser.parse(key, country),
                MatchFeatures.otherKey((String) row[2], key),
                MatchFeatures.otherKey((String) row[3], key),
                country,
                (LocalDate) row[5],
                (LocalDate) row[6],
                (String) row[7],
                (Double) row[8],
                (Double) row[9],
                (UUID) row[10],
                (String) row[11],
                row[12] == null ? null : Arrays.asList((String[]) row[12]),
                (String) row[13],
                (String) row[14]);
    }
}
