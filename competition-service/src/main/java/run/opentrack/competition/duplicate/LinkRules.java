package run.opentrack.competition.duplicate;

import java.net.URI;
import java.util.Objects;

/**
 * Link rules: a shared venue, or a shared page of the competition or its results, supports a match. Home pages and
 * calendars do not.
 */
final class LinkRules {
    private LinkRules() {}

    static boolean shareLink(MatchFeatures a, MatchFeatures b) {
        return shareLink(a.website(), b.website())
                || shareLink(a.resultsLink(), b.resultsLink())
                || a.venueId() != null && Objects.equals(a.venueId(), b.venueId());
    }

    private static boolean shareLink(String a, String b) {
        return a != null && a.equals(b) && isPageOfItsOwn(a);
    }

    /** Tests for a page of a single competition. Pages shared by many have no number in their URL. */
    private static boolean isPageOfItsOwn(String link) {
        try {
            URI address = URI.create(link);
            String path = address.getPath() + "?" + address.getQuery();
            return path.chars().anyMatch(Character::isDigit);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
