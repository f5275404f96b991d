package run.opentrack.http.error;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exception that becomes an error response: status, {@code detail} and headers. The static factories are the catalogue
 * of all errors of the API.
 */
public final class ApiException extends RuntimeException {
    static final int MAX_VIOLATIONS = 20;

    private static final int MAX_TEXT = 1_000;

    private final int status;
    private final transient Object detail;
    private final Map<String, String> headers;

    private ApiException(int status, Object detail, Map<String, String> headers) {
        super(status + " " + (detail instanceof String ? detail : ""), null, false, false);
        this.status = status;
        this.detail = detail instanceof String text ? Violation.shorten(text, MAX_TEXT) : detail;
        this.headers = headers;
    }

    /**
     * 401 with a bearer challenge (RFC 6750).
     *
     * @param reason problem with the token, or its absence
     */
    public static ApiException unauthenticated(String reason) {
        return new ApiException(401, reason, Map.of("WWW-Authenticate", "Bearer"));
    }

    public static ApiException unauthenticated() {
        return unauthenticated("Not authenticated");
    }

    public static ApiException apiKeyInUrl() {
        return unauthenticated("An API key must not be part of a URL, which proxies log: send it in the header"
                + " Authorization or X-API-Key, and replace this one");
    }

    /**
     * 403.
     *
     * @param reason the group that is required
     */
    public static ApiException forbidden(String reason) {
        return new ApiException(403, reason, Map.of());
    }

    public static ApiException notFound() {
        return new ApiException(404, "Not Found", Map.of());
    }

    public static ApiException notFound(String message) {
        return new ApiException(404, message, Map.of());
    }

    public static ApiException methodNotAllowed(String allow) {
        return new ApiException(405, "Method Not Allowed", Map.of("Allow", allow));
    }

    /**
     * 409.
     *
     * @param detail text or object
     */
    public static ApiException conflict(Object detail) {
        return new ApiException(409, detail, Map.of());
    }

    public static ApiException gone(String reason) {
        return new ApiException(410, reason, Map.of());
    }

    public static ApiException preconditionFailed(String reason) {
        return new ApiException(412, reason, Map.of());
    }

    public static ApiException tooLarge(long limitBytes) {
        return new ApiException(413, "The body is larger than " + limitBytes + " bytes", Map.of("Connection", "close"));
    }

    public static ApiException tooManyItems(int limit) {
        return new ApiException(413, "At most " + limit + " items are allowed", Map.of());
    }

    /** 424: a good item of a call that is not executed, because others have errors. */
    public static ApiException failedDependency() {
        return new ApiException(424, "Not stored, because other items of the call have errors", Map.of());
    }

    /** 422 with the violations of the request, each once, up to {@value #MAX_VIOLATIONS}. */
    public static ApiException invalid(List<Violation> violations) {
        return new ApiException(
                422, violations.stream().distinct().limit(MAX_VIOLATIONS).toList(), Map.of());
    }

    public static ApiException invalid(Violation violation) {
        return invalid(List.of(violation));
    }

    public static ApiException tooManyRequests(String reason, long retryAfterSeconds) {
        return new ApiException(429, reason, Map.of("Retry-After", Long.toString(Math.max(1, retryAfterSeconds))));
    }

    /** 500 with the request id, under which the log has the exception. */
    public static ApiException internalError(String requestId) {
        return new ApiException(500, "Internal Server Error, request " + requestId, Map.of());
    }

    public static ApiException unavailable() {
        return unavailable("The service is temporarily unavailable", 2);
    }

    public static ApiException unavailable(String reason, long retryAfterSeconds) {
        return new ApiException(503, reason, Map.of("Retry-After", Long.toString(retryAfterSeconds)));
    }

    public static ApiException invalidQuery() {
        return invalid(new Violation(
                List.of("query"), "each % must be followed by two hexadecimal digits", "value_error.query"));
    }

    public static ApiException badGateway() {
        return new ApiException(502, "Bad gateway: upstream closed the connection", Map.of());
    }

    public static ApiException gatewayTimeout() {
        return new ApiException(504, "The service did not respond in time", Map.of("Retry-After", "2"));
    }

    /** Error for a status that a framework chose. Its text is dropped, because it may reveal internals. */
    public static ApiException ofStatus(int status) {
        return switch (status) {
            case 401 -> unauthenticated();
            case 403 -> forbidden("Forbidden");
            case 404 -> notFound();
            case 413 -> new ApiException(413, "The body is too large", Map.of("Connection", "close"));
            case 503 -> unavailable();
            default -> new ApiException(status, reasonPhrase(status), Map.of());
        };
    }

    public ApiException withHeader(String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        copy.put(name, value);
        return new ApiException(status, detail, copy);
    }

    public int status() {
        return status;
    }

    /** Text, list of {@link Violation}, or object. */
    public Object detail() {
        return detail;
    }

    public Map<String, String> headers() {
        return headers;
    }

    private static String reasonPhrase(int status) {
        return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
