package run.opentrack.competition.duplicate;

import java.net.URI;
import java.util.Objects;

/** Pages of their own: of the competition or its results, not a home page or a calendar. */
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

    /** A page that many competitions share has no number in its address. */
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
