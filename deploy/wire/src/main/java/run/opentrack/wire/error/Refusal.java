package run.opentrack.wire.error;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client is told instead of the answer that it asked for: a status, what stands under {@code detail}, and
 * headers. The named ones below are the catalogue; everything that goes wrong ends in one of them.
 */
public final class Refusal extends RuntimeException {
    private final int status;
    private final transient Object detail;
    private final Map<String, String> headers;

    private Refusal(int status, Object detail, Map<String, String> headers) {
        super(status + " " + detail, null, false, false);
        this.status = status;
        this.detail = detail;
        this.headers = headers;
    }

    /** Who calls is not known; {@code why} says what is wrong with the token, or that there is none. */
    public static Refusal unauthenticated(String why) {
        return new Refusal(401, why, Map.of("WWW-Authenticate", "Bearer"));
    }

    public static Refusal unauthenticated() {
        return unauthenticated("Not authenticated");
    }

    /** The caller is known and has not the right; {@code why} says which group would have it. */
    public static Refusal forbidden(String why) {
        return new Refusal(403, why, Map.of());
    }

    public static Refusal notFound() {
        return new Refusal(404, "Not Found", Map.of());
    }

    public static Refusal notFound(String what) {
        return new Refusal(404, what, Map.of());
    }

    public static Refusal methodNotAllowed(String allow) {
        return new Refusal(405, "Method Not Allowed", Map.of("Allow", allow));
    }

    /** Another state of things stands in the way; {@code detail} is a text or an object. */
    public static Refusal conflict(Object detail) {
        return new Refusal(409, detail, Map.of());
    }

    public static Refusal preconditionFailed() {
        return new Refusal(412, "The competition has changed since it was read", Map.of());
    }

    public static Refusal tooLarge(long limitBytes) {
        return new Refusal(413, "The body is larger than " + limitBytes + " bytes", Map.of("Connection", "close"));
    }

    /** Everything that is wrong with the request, all at once. */
    public static Refusal invalid(List<Violation> violations) {
        return new Refusal(422, List.copyOf(violations), Map.of());
    }

    public static Refusal invalid(Violation violation) {
        return invalid(List.of(violation));
    }

    public static Refusal tooMany(String why, long retryAfterSeconds) {
        return new Refusal(429, why, Map.of("Retry-After", Long.toString(Math.max(1, retryAfterSeconds))));
    }

    /** Nothing is known to be wrong but its id, under which the log has the rest. */
    public static Refusal unexpected(String requestId) {
        return new Refusal(500, "Internal Server Error, request " + requestId, Map.of());
    }

    public static Refusal unavailable() {
        return unavailable("The service is not available for the moment", 2);
    }

    public static Refusal unavailable(String why, long retryAfterSeconds) {
        return new Refusal(503, why, Map.of("Retry-After", Long.toString(retryAfterSeconds)));
    }

    public static Refusal unreadableQuery() {
        return invalid(
                new Violation(List.of("query"), "a % is not followed by two hexadecimal digits", "value_error.query"));
    }

    public static Refusal badGateway() {
        return new Refusal(502, "The service broke off", Map.of());
    }

    public static Refusal gatewayTimeout() {
        return new Refusal(504, "The service does not answer in time", Map.of("Retry-After", "2"));
    }

    /** A refusal that a library decided: only its status is kept. */
    public static Refusal ofStatus(int status) {
        return switch (status) {
            case 401 -> unauthenticated();
            case 403 -> forbidden("Forbidden");
            case 404 -> notFound();
            case 413 -> new Refusal(413, "The body is too large", Map.of("Connection", "close"));
            case 503 -> unavailable();
            default -> new Refusal(status, phrase(status), Map.of());
        };
    }

    public Refusal withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Refusal(status, detail, more);
    }

    public int status() {
        return status;
    }

    /** A text, a list of {@link Violation}, or an object. */
    public Object detail() {
        return detail;
    }

    public Map<String, String> headers() {
        return headers;
    }

    private static String phrase(int status) {
        return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
