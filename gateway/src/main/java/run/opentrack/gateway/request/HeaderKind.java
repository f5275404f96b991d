package run.opentrack.gateway.request;

import io.netty.util.AsciiString;

/** What a header means to a gateway. Known by its length first: nearly every header is told apart by that alone. */
public enum HeaderKind {
    /** Any other: passes both ways. */
    END_TO_END,
    /** Belongs to one connection (RFC 9110, 7.6.1): passes in neither direction. */
    OF_THE_CONNECTION,
    CONNECTION,
    TRANSFER_ENCODING,
    CONTENT_LENGTH,
    HOST,
    EXPECT,
    AUTHORIZATION,
    FORWARDED_FOR,
    FORWARDED_PROTO,
    REQUEST_ID,
    /** Where a client says it comes from, or who it is: not believed. */
    CLAIM,
    /** What a server says of itself: nobody's business. */
    SELF_PORTRAIT;

    private static final int LONGEST = 24;
    private static final Known[][] BY_LENGTH = new Known[LONGEST + 1][0];
    private static final AsciiString FORWARDED = AsciiString.cached("x-forwarded-");

    private record Known(AsciiString name, HeaderKind kind) {}

    static {
        know(CONNECTION, "connection");
        know(TRANSFER_ENCODING, "transfer-encoding");
        know(CONTENT_LENGTH, "content-length");
        know(HOST, "host");
        know(EXPECT, "expect");
        know(AUTHORIZATION, "authorization");
        know(FORWARDED_FOR, "x-forwarded-for");
        know(FORWARDED_PROTO, "x-forwarded-proto");
        know(REQUEST_ID, "x-request-id");
        know(OF_THE_CONNECTION, "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te");
        know(OF_THE_CONNECTION, "trailer", "upgrade", "http2-settings");
        know(CLAIM, "forwarded", "x-real-ip", "x-user", "x-groups", "x-client-ip", "true-client-ip");
        know(SELF_PORTRAIT, "server", "x-powered-by");
    }

    public static HeaderKind of(CharSequence name) {
        int length = name.length();
        if (length <= LONGEST) {
            for (Known known : BY_LENGTH[length]) {
                if (known.name().contentEqualsIgnoreCase(name)) {
                    return known.kind();
                }
            }
        }
        return isForwarded(name) ? CLAIM : END_TO_END;
    }

    /** Whether it goes on to an upstream as the client sent it. */
    public boolean passesOn() {
        return this == END_TO_END || this == AUTHORIZATION || this == CONTENT_LENGTH || this == SELF_PORTRAIT;
    }

    /** Whether it goes back to the client as an upstream sent it. */
    public boolean passesBack() {
        return this != OF_THE_CONNECTION
                && this != CONNECTION
                && this != TRANSFER_ENCODING
                && this != SELF_PORTRAIT
                && this != REQUEST_ID;
    }

    private static boolean isForwarded(CharSequence name) {
        return name.length() > FORWARDED.length()
                && (name.charAt(0) | ' ') == 'x'
                && FORWARDED.regionMatches(true, 0, name, 0, FORWARDED.length());
    }

    private static void know(HeaderKind kind, String... names) {
        for (String name : names) {
            Known[] before = BY_LENGTH[name.length()];
            Known[] more = java.util.Arrays.copyOf(before, before.length + 1);
            more[before.length] = new Known(AsciiString.cached(name), kind);
            BY_LENGTH[name.length()] = more;
        }
    }
}
