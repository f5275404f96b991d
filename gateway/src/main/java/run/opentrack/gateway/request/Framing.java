package run.opentrack.gateway.request;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Set;
import java.util.regex.Pattern;
import run.opentrack.http.error.ApiException;

/**
 * Which requests can be read in one way only. All others end here, and their connection with them: what comes after such
 * a head may be body to one reader and a request to the next (RFC 9112, 2.2, 3.2, 6.1, 6.3).
 */
public final class Framing {
    private static final int MOST_HEADERS = 100;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");
    /** Headers without which a request does not mean what it says. */
    private static final Set<String> NEEDED =
            Set.of("authorization", "content-length", "content-type", "host", "if-match", "idempotency-key");

    private String hostSeen;

    /** Null when there is nothing wrong with it. */
    public ApiException refusalOf(HttpServerRequest request, RequestHead head) {
        if (head.headers() > MOST_HEADERS) {
            return ApiException.ofStatus(431);
        }
        if (!METHODS.contains(request.method().name())) {
            return ApiException.methodNotAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        }
        if (!hasOnePath(request.uri()) || !hasOneHost(request, head) || !hasOneLength(request, head)) {
            return ApiException.ofStatus(400);
        }
        if (!head.namedByConnection().isEmpty()
                && head.namedByConnection().stream().anyMatch(NEEDED::contains)) {
            return ApiException.ofStatus(400);
        }
        if (head.expect() != null && !head.expect().equalsIgnoreCase("100-continue")) {
            return ApiException.ofStatus(417);
        }
        return head.authorizations() > 1 || head.isNameless() ? ApiException.ofStatus(400) : null;
    }

    /** No absolute form: its host and the header's could differ, and only a client that takes us for its proxy sends it. */
    private static boolean hasOnePath(String uri) {
        return uri.startsWith("/") && uri.indexOf('#') < 0;
    }

    private boolean hasOneHost(HttpServerRequest request, RequestHead head) {
        if (head.hosts() != 1) {
            return head.hosts() == 0 && request.version() == HttpVersion.HTTP_1_0;
        }
        String host = head.host();
        if (!host.equals(hostSeen)) {
            if (!HOST.matcher(host).matches()) {
                return false;
            }
            hostSeen = host;
        }
        return true;
    }

    private static boolean hasOneLength(HttpServerRequest request, RequestHead head) {
        if (head.codings() == 0) {
            return head.lengths() <= 1;
        }
        return head.codings() == 1
                && head.lengths() == 0
                && request.version() == HttpVersion.HTTP_1_1
                && head.transferEncoding().equalsIgnoreCase("chunked");
    }
}
