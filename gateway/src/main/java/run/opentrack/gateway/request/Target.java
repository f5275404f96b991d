package run.opentrack.gateway.request;

import java.util.HexFormat;
import run.opentrack.http.request.UriValidator;

/**
 * What is asked for, as it may be sent on. Clients write queries with letters as they are, {@code ?q=Göteborg}; RFC 3986
 * wants them in percents, and a service refuses the whole request otherwise.
 */
public final class Target {
    private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

    private Target() {}

    /** @param uri as Netty reads it: a letter for each byte */
    public static String inPercents(String uri) {
        int query = uri.indexOf('?');
        for (int at = query + 1; query >= 0 && at < uri.length(); at++) {
            if (!UriValidator.isUriCharacter(uri.charAt(at))) {
                return encoded(uri, at);
            }
        }
        return uri;
    }

    private static String encoded(String uri, int from) {
        StringBuilder target = new StringBuilder(uri.length() + 16).append(uri, 0, from);
        for (int at = from; at < uri.length(); at++) {
            char letter = uri.charAt(at);
            if (!UriValidator.isUriCharacter(letter)) {
                target.append('%').append(HEXADECIMAL.toHexDigits((byte) letter));
            } else {
                target.append(letter);
            }
        }
        return target.toString();
    }
}
