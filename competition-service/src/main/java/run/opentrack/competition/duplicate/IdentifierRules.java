package run.opentrack.competition.duplicate;

import java.net.URI;
import java.time.LocalDate;
import run.opentrack.competition.model.NationalIdAddress;

/**
 * Identifier rules: an equal national id decides a match, a shared venue or page supports one. Home pages and calendars
 * are shared by many competitions and do not count.
 */
final class IdentifierRules {
    private IdentifierRules() {}

    /** Compares national ids, which are unique within country and year. */
    static boolean sameNationalId(MatchFeatures a, MatchFeatures b) {
        return sameNationalId(a, b.nationalId(), b.countryId(), b.date());
    }

    static boolean sameNationalId(MatchFeatures a, String nationalId, String country, LocalDate date) {
        return NationalIdAddress.isUsable(a.nationalId(), a.countryId())
                && a.nationalId().equals(nationalId)
                && a.countryId().equals(country)
                && a.date().getYear() == date.getYear();
    }

    /** Tests for a shared venue, or a shared page of the competition or its results. */
    static boolean shareLink(MatchFeatures a, MatchFeatures b) {
        return samePage(a, b) || sameVenue(a, b);
    }

    /** Tests for a shared page of the competition or its results. */
    static boolean samePage(MatchFeatures a, MatchFeatures b) {
        return sameWebsite(a, b) || samePage(a.resultsLink(), b.resultsLink());
    }

    /** Website of the competition, null for none and for one that others share. */
    static String pageOfOneCompetition(MatchFeatures features) {
        String website = features.website();
        return website != null && isPageOfOneCompetition(website) ? website : null;
    }

    /** Tests for a shared page of the competition. */
    static boolean sameWebsite(MatchFeatures a, MatchFeatures b) {
        return samePage(a.website(), b.website());
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
