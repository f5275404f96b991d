package run.opentrack.wire.token;

import run.opentrack.wire.error.Refusal;

/** The {@code Authorization} header (RFC 6750). */
public final class Bearer {
    private static final String SCHEME = "bearer ";

    private Bearer() {}

    /** The token in a header; the scheme's case does not matter. */
    public static String tokenOf(String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Refusal.unauthenticated();
        }
        return header.substring(SCHEME.length()).trim();
    }
}
