package run.opentrack.security;

import run.opentrack.http.error.ApiException;

/** Parser of the {@code Authorization} header (RFC 6750). */
public final class BearerHeader {
    private static final String SCHEME = "bearer ";

    private BearerHeader() {}

    /**
     * Returns the token; the scheme is case-insensitive.
     *
     * @throws ApiException 401 if the header is absent or has another scheme
     */
    public static String extractToken(String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ApiException.unauthenticated();
        }
        return header.substring(SCHEME.length()).trim();
    }
}
