package run.opentrack.export.calendar;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A competition's link as a URI of RFC 3986, which iCalendar wants. Browsers, and so competitions, take more: what may not
 * stand in a URI stands there by percents.
 */
final class LenientUri {
    private static final Pattern PARTS = Pattern.compile("([^:]+://[^/?#]*)([^#]*)(#?)(.*)");
    private static final Pattern UNESCAPED = Pattern.compile("%(?![0-9A-Fa-f]{2})|[|{}\\[\\]^#]");

    private LenientUri() {}

    /** Empty when not even so it is one: its host is none. */
    static Optional<URI> of(String link) {
        return parse(link).or(() -> {
            Matcher parts = PARTS.matcher(link);
            return parts.matches()
                    ? parse(parts.group(1)
                            + percentEncode(parts.group(2))
                            + parts.group(3)
                            + percentEncode(parts.group(4)))
                    : Optional.empty();
        });
    }

    private static Optional<URI> parse(String link) {
        try {
            return Optional.of(new URI(link));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String percentEncode(String part) {
        return UNESCAPED.matcher(part).replaceAll(character -> "%%%02X"
                .formatted((int) character.group().charAt(0)));
    }
}
