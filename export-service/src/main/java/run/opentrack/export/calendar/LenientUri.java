package run.opentrack.export.calendar;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conversion of a competition's link to a URI of RFC 3986, which iCalendar requires. Browsers accept more, so other
 * characters are percent-encoded.
 */
final class LenientUri {
    private static final Pattern PARTS = Pattern.compile("([^:]+://[^/?#]*)([^#]*)(#?)(.*)");
    private static final Pattern UNESCAPED = Pattern.compile("%(?![0-9A-Fa-f]{2})|[|{}\\[\\]^#]");

    private LenientUri() {}

    /** Returns the URI, or empty if its host is invalid. */
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
