package run.opentrack.competition.duplicate;

import java.net.URI;

/**
 * Identifier rules: an equal national id decides a match, a shared venue or page supports one. Home pages and calendars
 * are shared by many competitions and do not count.
 */
public final class IdentifierRules {
    private IdentifierRules() {}

    /** Tests for a usable national id. Some clients send the country code or a dash instead. */
    public static boolean isNationalId(String nationalId, String country) {
        return !nationalId.equals(country) && nationalId.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Compares national ids, which are unique within country and year. */
    static boolean sameNationalId(MatchFeatures a, MatchFeatures b) {
        return isNationalId(a.nationalId(), a.countryId())
                && a.nationalId().equals(b.nationalId())
                && a.countryId().equals(b.countryId())
                && a.date().getYear() == b.date().getYear();
    }

    /** Tests for a shared venue, or a shared page of the competition or its results. */
    static boolean shareLink(MatchFeatures a, MatchFeatures b) {
        return samePage(a.website(), b.website()) || samePage(a.resultsLink(), b.resultsLink()) || sameVenue(a, b);
    }

    static boolean sameVenue(MatchFeatures a, MatchFeatures b) {
        return a.venueId() != null && a.venueId().equals(b.venueId());
    }

    private static boolean samePage(String a, String b) {
        return a != null && a.equals(b) && isPageOfOneCompetition(a);
    }

    /** Tests for a number in path or query, which pages shared by many competitions do not have. */
    private static boolean isPageOfOneCompetition(String link) {
        try {
            URI uri = URI.create(link);
            return (uri.getPath() + "?" + uri.getQuery()).chars().anyMatch(Character::isDigit);
        } catch (IllegalArgumentException invalid) {
            return false;
        }
    }
}
