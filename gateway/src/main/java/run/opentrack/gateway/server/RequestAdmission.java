package run.opentrack.gateway.server;

import io.vertx.core.http.HttpMethod;
import run.opentrack.gateway.ratelimit.ClientRateLimit;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.request.AllowedHosts;
import run.opentrack.gateway.request.FramingValidator;
import run.opentrack.gateway.request.GatewayRequest;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UriValidator;

/** Admission check before routing: framing, connection limit, host, path, query and rate limits, in this order. */
final class RequestAdmission {
    private static final String SIGN_UP_PATH = "/api/v1/auth/signup";
    private static final String KEYS_PATH = "/api/v1/auth/keys";

    private final FramingValidator framingValidator = new FramingValidator();
    private final AllowedHosts allowedHosts;
    private final RateLimiter rateLimiter;

    RequestAdmission(GatewayConfig config, RateLimiter rateLimiter) {
        this.allowedHosts = new AllowedHosts(config.hosts());
        this.rateLimiter = rateLimiter;
    }

    /** @return false if the request was rejected and its error response sent */
    boolean admits(GatewayRequest request) {
        ApiException framingError = framingValidator.check(
                request.request().method(),
                request.request().version(),
                request.request().uri(),
                request.headers());
        if (framingError != null) {
            request.reject(framingError, true);
            return false;
        }
        if (request.connection().client().isOverConnectionLimit()) {
            request.reject(rateLimiter.tooManyConnections(), true);
            return false;
        }
        ApiException error = check(request);
        if (error != null) {
            request.reject(error);
        }
        return error == null;
    }

    private ApiException check(GatewayRequest request) {
        String path = request.request().path();
        if (!allowedHosts.allows(request.headers().host())) {
            return ApiException.ofStatus(421);
        }
        if (UriValidator.containsApiKey(request.request().uri())) {
            return ApiException.apiKeyInUrl();
        }
        if (!UriValidator.isValidPath(path)) {
            return ApiException.notFound();
        }
        if (!UriValidator.isDecodableQuery(request.request().query())) {
            return ApiException.invalidQuery();
        }
        ClientRateLimit client = request.connection().client();
        ApiException limitExceeded = client.checkRequest(
                request.headers().credential(), request.headers().forwardedFor());
        return limitExceeded == null && isSignUp(request.request().method(), path)
                ? client.checkSignUp()
                : limitExceeded;
    }

    /** True for a sign-up and for what creates or reports an API key, each of which writes. */
    private static boolean isSignUp(HttpMethod method, String path) {
        return method == HttpMethod.POST && (isPath(path, SIGN_UP_PATH) || path.startsWith(KEYS_PATH));
    }

    /** @return whether a path is the given one, with or without a trailing slash */
    static boolean isPath(String path, String expected) {
        return path.startsWith(expected)
                && (path.length() == expected.length() || path.length() == expected.length() + 1 && path.endsWith("/"));
    }
}
