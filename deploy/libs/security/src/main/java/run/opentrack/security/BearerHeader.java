package run.opentrack.security;

import run.opentrack.http.error.ApiException;

/** The {@code Authorization} header (RFC 6750). */
public final class BearerHeader {
    private static final String SCHEME = "bearer ";

    private BearerHeader() {}

    /** The token in a header; the scheme's case does not matter. */
    public static String extractToken(String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ApiException.unauthenticated();
        }
        return header.substring(SCHEME.length()).trim();
    }
}
