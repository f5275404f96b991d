package run.opentrack.gateway.request;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import java.util.regex.Pattern;
import run.opentrack.http.error.ApiException;

/**
 * Validator of request framing (RFC 9112, 2.2, 3.2, 6.1, 6.3). A request that two parsers could read differently is
 * rejected, as the bytes after it could be a smuggled request.
 */
public final class FramingValidator {
    private static final int MAX_HEADERS = 100;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");
    /** Headers that {@code Connection} must not remove, as they change the meaning of a request. */
    private static final Set<String> PROTECTED_HEADERS = Set.of(
            "authorization", "content-length", "content-type", "host", "if-match", "idempotency-key", "x-api-key");

    private String lastValidHost;

    /** @return the error; null if the request is valid */
    public ApiException check(HttpMethod method, HttpVersion version, String uri, RequestHeaders headers) {
        if (headers.headerCount() > MAX_HEADERS) {
            return ApiException.ofStatus(431);
        }
        if (!METHODS.contains(method.name())) {
            return ApiException.methodNotAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        if (headers.isMalformed()
                || !isOriginForm(uri)
                || !hasValidHost(version, headers)
                || !hasUnambiguousLength(version, headers)) {
            return ApiException.ofStatus(400);
        }
        if (!headers.connectionOptions().isEmpty()
                && headers.connectionOptions().stream().anyMatch(PROTECTED_HEADERS::contains)) {
            return ApiException.ofStatus(400);
        }
        if (headers.expect() != null && !headers.expect().equalsIgnoreCase("100-continue")) {
            return ApiException.ofStatus(417);
        }
        return null;
    }

    /**
     * Maps a failure of the HTTP decoder to an error response.
     *
     * @param cause failure of the decoder
     */
    public static ApiException decodeError(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return ApiException.ofStatus(414);
        }
        return ApiException.ofStatus(cause instanceof TooLongHttpHeaderException ? 431 : 400);
    }

    /** Rejects the absolute form: its host could differ from the Host header. */
    private static boolean isOriginForm(String uri) {
        return uri.startsWith("/") && uri.indexOf('#') < 0;
    }

    private boolean hasValidHost(HttpVersion version, RequestHeaders headers) {
        String host = headers.host();
        if (host == null) {
            return version == HttpVersion.HTTP_1_0;
        }
        if (!host.equals(lastValidHost)) {
            if (!HOST.matcher(host).matches()) {
                return false;
            }
            lastValidHost = host;
        }
        return true;
    }

    private static boolean hasUnambiguousLength(HttpVersion version, RequestHeaders headers) {
        return headers.transferEncoding() == null
                || headers.contentLength() == null
                        && version == HttpVersion.HTTP_1_1
                        && headers.transferEncoding().equalsIgnoreCase("chunked");
    }
}
