package run.opentrack.competition.duplicate;

import java.net.URI;
import java.util.Objects;

/** Pages of their own: of the competition or its results, not a home page or a calendar. */
final class Links {
    private Links() {}

    static boolean same(Traits a, Traits b) {
        return same(a.website(), b.website())
                || same(a.resultsLink(), b.resultsLink())
                || a.venueId() != null && Objects.equals(a.venueId(), b.venueId());
    }

    private static boolean same(String a, String b) {
        return a != null && a.equals(b) && hasDigitsInPath(a);
    }

    /** A page that many competitions share has no number in its address. */
    private static boolean hasDigitsInPath(String link) {
        try {
            URI address = URI.create(link);
            String path = address.getPath() + "?" + address.getQuery();
            return path.chars().anyMatch(Character::isDigit);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
