package run.opentrack.gateway.request;

import io.netty.util.AsciiString;

/** Handling of a header field by the gateway. Lookup is by name length first, which decides nearly every case. */
public enum HeaderPolicy {
    /** Any other field: forwarded in both directions. */
    END_TO_END,
    /** Field of one connection (RFC 9110, 7.6.1): forwarded in neither direction. */
    HOP_BY_HOP,
    CONNECTION,
    TRANSFER_ENCODING,
    CONTENT_LENGTH,
    HOST,
    EXPECT,
    AUTHORIZATION,
    ACCEPT_ENCODING,
    /** Forwarded, but rejected if repeated, as services would ignore the second line. */
    IDEMPOTENCY_KEY,
    /** Same policy as {@link #IDEMPOTENCY_KEY}. */
    API_KEY,
    FORWARDED_FOR,
    FORWARDED_PROTO,
    REQUEST_ID,
    /** Client's claim about its address or identity: removed from requests. */
    UNTRUSTED,
    /** Server product information: removed from responses. */
    SERVER_INFO,
    /** Account of a request with an API key, from a service for the gateway. */
    CALLER_ACCOUNT,
    /** Security field that the gateway sets itself. */
    EDGE;

    static final String ACCOUNT_HEADER = "x-caller-account";
    private static final int MAX_NAME_LENGTH = 25;
    private static final KnownHeader[][] BY_LENGTH = new KnownHeader[MAX_NAME_LENGTH + 1][0];
    private static final AsciiString FORWARDED = AsciiString.cached("x-forwarded-");

    private record KnownHeader(AsciiString name, HeaderPolicy policy) {}

    static {
        register(CONNECTION, "connection");
        register(TRANSFER_ENCODING, "transfer-encoding");
        register(CONTENT_LENGTH, "content-length");
        register(HOST, "host");
        register(EXPECT, "expect");
        register(AUTHORIZATION, "authorization");
        register(ACCEPT_ENCODING, "accept-encoding");
        register(IDEMPOTENCY_KEY, "idempotency-key");
        register(API_KEY, "x-api-key");
        register(FORWARDED_FOR, "x-forwarded-for");
        register(FORWARDED_PROTO, "x-forwarded-proto");
        register(REQUEST_ID, "x-request-id");
        register(HOP_BY_HOP, "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te");
        register(HOP_BY_HOP, "trailer", "upgrade", "http2-settings");
        register(UNTRUSTED, "forwarded", "x-real-ip", "x-user", "x-groups", "x-client-ip", "true-client-ip");
        register(SERVER_INFO, "server", "x-powered-by");
        register(CALLER_ACCOUNT, ACCOUNT_HEADER);
        register(EDGE, "x-content-type-options", "strict-transport-security");
    }

    public static HeaderPolicy of(CharSequence name) {
        int length = name.length();
        if (length <= MAX_NAME_LENGTH) {
            for (KnownHeader known : BY_LENGTH[length]) {
                if (known.name().contentEqualsIgnoreCase(name)) {
                    return known.policy();
                }
            }
        }
        return hasForwardedPrefix(name) ? UNTRUSTED : END_TO_END;
    }

    /** @return whether a request field is forwarded unchanged */
    public boolean forwardsToUpstream() {
        return switch (this) {
            case END_TO_END, AUTHORIZATION, CONTENT_LENGTH, IDEMPOTENCY_KEY, API_KEY, SERVER_INFO -> true;
            default -> false;
        };
    }

    /** @return whether a response field is forwarded unchanged */
    public boolean forwardsToClient() {
        return switch (this) {
            case HOP_BY_HOP, CONNECTION, TRANSFER_ENCODING, SERVER_INFO, REQUEST_ID, CALLER_ACCOUNT, EDGE -> false;
            default -> true;
        };
    }

    private static boolean hasForwardedPrefix(CharSequence name) {
        return name.length() > FORWARDED.length()
                && (name.charAt(0) | ' ') == 'x'
                && FORWARDED.regionMatches(true, 0, name, 0, FORWARDED.length());
    }

    private static void register(HeaderPolicy policy, String... names) {
        for (String name : names) {
            KnownHeader[] current = BY_LENGTH[name.length()];
            KnownHeader[] extended = java.util.Arrays.copyOf(current, current.length + 1);
            extended[current.length] = new KnownHeader(AsciiString.cached(name), policy);
            BY_LENGTH[name.length()] = extended;
        }
    }
}
