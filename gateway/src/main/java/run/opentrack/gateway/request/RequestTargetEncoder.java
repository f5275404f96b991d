package run.opentrack.gateway.request;

import java.util.HexFormat;
import run.opentrack.http.request.UriValidator;

/**
 * Percent-encoding of the request target (RFC 3986). Clients send raw letters in queries, {@code ?q=Göteborg}, which
 * the services reject.
 */
public final class RequestTargetEncoder {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestTargetEncoder() {}

    /** @param uri request target as decoded by Netty, one character per byte */
    public static String percentEncode(String uri) {
        int queryStart = uri.indexOf('?');
        for (int index = queryStart + 1; queryStart >= 0 && index < uri.length(); index++) {
            if (!UriValidator.isUriCharacter(uri.charAt(index))) {
                return encodeFrom(uri, index);
            }
        }
        return uri;
    }

    private static String encodeFrom(String uri, int from) {
        StringBuilder target = new StringBuilder(uri.length() + 16).append(uri, 0, from);
        for (int index = from; index < uri.length(); index++) {
            char character = uri.charAt(index);
            if (!UriValidator.isUriCharacter(character)) {
                target.append('%').append(HEX.toHexDigits((byte) character));
            } else {
                target.append(character);
            }
        }
        return target.toString();
    }
}
