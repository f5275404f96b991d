package run.opentrack.http.request;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.MDC;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/**
 * First filter of every request: assigns the request id and rejects what no endpoint accepts, before the body is read.
 */
@ApplicationScoped
public class IngressFilter {
    /** Key of the header Accept as it was sent, in the data of the routing context. */
    public static final String ACCEPT = "opentrack.accept";

    /** Before the filters of Quarkus for authentication (200) and CORS (300). */
    private static final int FILTER_PRIORITY = 1_000;

    private static final List<String> LIST_FIELDS = List.of("If-Match", "If-None-Match");

    private final EndpointTable endpoints;
    private final ShutdownState shutdownState;
    private final EarlyAuthenticator authenticator;
    private final BodyMemoryBudget memoryBudget;
    private final long bodyLimit;

    IngressFilter(
            EndpointTable endpoints,
            ShutdownState shutdownState,
            Instance<EarlyAuthenticator> authenticator,
            BodyMemoryBudget memoryBudget,
            Config config) {
        this.endpoints = endpoints;
        this.shutdownState = shutdownState;
        this.authenticator = authenticator.isResolvable() ? authenticator.get() : null;
        this.memoryBudget = memoryBudget;
        this.bodyLimit = config.bodyLimit();
    }

    /** Registers the filter where the service has endpoints; the gateway has its own request validation. */
    void register(@Observes Filters filters) {
        if (!endpoints.isEmpty()) {
            filters.register(this::handle, FILTER_PRIORITY);
        }
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String id = RequestId.acceptOrGenerate(request.getHeader(RequestId.HEADER));
        RequestId.put(routing, id);
        MDC.put(RequestId.LOG_FIELD, id);
        request.response().putHeader(RequestId.HEADER, id).putHeader("X-Content-Type-Options", "nosniff");
        routing.addHeadersEndHandler(end -> forbidStoring(request.response().headers()));
        if (shutdownState.isShuttingDown()) {
            announceClose(routing);
        }
        LIST_FIELDS.forEach(name -> joinLines(request.headers(), name));
        // Responses are always JSON; a resource would render application/xml with toString().
        routing.put(ACCEPT, Objects.requireNonNullElse(request.getHeader("Accept"), ""));
        request.headers().set("Accept", "application/json");
        // Content-Type is ignored for bodies; a malformed one would yield a 400 without detail.
        if (!isMediaType(request.getHeader("Content-Type"))) {
            request.headers().remove("Content-Type");
        }
        ApiException error = validate(request);
        if (error != null) {
            ErrorResponse.send(request.response(), error);
        } else {
            awaitCredential(routing);
        }
    }

    /** Proceeds on the same context when the request's credential is loaded. */
    private void awaitCredential(RoutingContext routing) {
        Future<Void> loaded = authenticator == null ? null : authenticator.prepare(routing.request());
        if (loaded == null) {
            proceed(routing);
        } else {
            Context context = routing.vertx().getOrCreateContext();
            loaded.onComplete(done -> context.runOnContext(ready -> proceed(routing)));
        }
    }

    private void proceed(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        trimParameters(routing);
        if (mayHaveBody(request.method())) {
            long limit = endpoints.bodyLimitOf(request.path(), request.method().name(), bodyLimit);
            new BodyLimitHandler(routing, limit, authenticator, memoryBudget).read();
        } else {
            routing.next();
        }
    }

    /** Forbids storing a response that says nothing of it: tokens, keys, accounts, the audit trail, errors. */
    private static void forbidStoring(MultiMap headers) {
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /** Trims the query parameters of JAX-RS resources as identifiers. Only what is escaped can have such characters. */
    private static void trimParameters(RoutingContext routing) {
        String query = routing.request().query();
        if (query != null && (query.indexOf('%') >= 0 || query.indexOf('+') >= 0)) {
            MultiMap parameters = routing.queryParams();
            List.copyOf(parameters.names())
                    .forEach(name -> parameters.set(
                            name,
                            parameters.getAll(name).stream()
                                    .map(TextValidator::trimIdentifier)
                                    .toList()));
        }
    }

    /** Joins the lines of a list, of which a resource would read only the first (RFC 9110, 5.3). */
    private static void joinLines(MultiMap headers, String name) {
        List<String> lines = headers.getAll(name);
        if (lines.size() > 1) {
            headers.set(name, String.join(", ", lines));
        }
    }

    private static void announceClose(RoutingContext routing) {
        routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addEndHandler(ended -> routing.request().connection().close());
    }

    private ApiException validate(HttpServerRequest request) {
        if (UriValidator.containsApiKey(request.uri())) {
            return ApiException.apiKeyInUrl();
        }
        String path = request.path();
        if (path == null || !UriValidator.isValidPath(path)) {
            return ApiException.notFound();
        }
        Set<String> methods = endpoints.methodsOf(path);
        if (methods.isEmpty()) {
            return ApiException.notFound();
        }
        if (!methods.contains(request.method().name())) {
            return ApiException.methodNotAllowed(String.join(", ", methods));
        }
        return UriValidator.isDecodableQuery(request.query()) ? null : ApiException.invalidQuery();
    }

    private static boolean isMediaType(String contentType) {
        try {
            return contentType == null || MediaType.valueOf(contentType) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean mayHaveBody(HttpMethod method) {
        return method == HttpMethod.POST || method == HttpMethod.PATCH || method == HttpMethod.PUT;
    }

    /** Limits of the HTTP layer of every service. */
    @ConfigMapping(prefix = "opentrack.http")
    public interface Config {
        /** Maximum size of a request body in bytes, except for bulk calls; a larger one is rejected with 413. */
        @WithDefault("1048576")
        long bodyLimit();

        /** Maximum memory for all large request bodies together, in bytes; beyond it requests are rejected with 503. */
        @WithDefault("33554432")
        long totalBodyMemory();
    }
}
