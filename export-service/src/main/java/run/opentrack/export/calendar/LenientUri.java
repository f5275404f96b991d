package run.opentrack.export.calendar;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conversion of a competition's link to a URI of RFC 3986, which iCalendar and JSON-LD require. Browsers accept more, so
 * other characters are percent-encoded and host names are converted to ASCII.
 */
final class LenientUri {
    private static final Pattern PARTS = Pattern.compile(
            "([^:/?#]+://)((?:[^/?#]*@)?)(\\[[^]]*]|[^/?#:@]*)((?::\\d*)?)((?:[/?][^#]*)?)(#?)((?:(?<=#).*)?)");
    private static final Pattern UNESCAPED = Pattern.compile("%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\\-._~!$&'()*+,;=:@/?%]");
    /** Characters that IDNA 2008 keeps and {@link IDN} replaces, so that the name of another host would result. */
    private static final Pattern DEVIATION = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    private static final HexFormat PERCENT_ENCODING =
            HexFormat.of().withUpperCase().withPrefix("%");

    private LenientUri() {}

    /** Returns the URI, or empty if its host is invalid. */
    static Optional<URI> of(String link) {
        Matcher parts = PARTS.matcher(link);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            String authority = percentEncode(parts.group(2)) + asciiHost(parts.group(3)) + parts.group(4);
            String fragment = parts.group(6) + percentEncode(parts.group(7));
            return Optional.of(new URI(parts.group(1) + authority + percentEncode(parts.group(5)) + fragment));
        } catch (IllegalArgumentException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String asciiHost(String host) {
        if (host.startsWith("[")) {
            return host;
        }
        return DEVIATION.matcher(host).find() ? percentEncode(host) : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    }

    private static String percentEncode(String part) {
        return UNESCAPED
                .matcher(part)
                .replaceAll(character ->
                        PERCENT_ENCODING.formatHex(character.group().getBytes(StandardCharsets.UTF_8)));
    }
}
