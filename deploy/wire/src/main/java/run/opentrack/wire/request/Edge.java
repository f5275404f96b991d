package run.opentrack.wire.request;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.logging.MDC;
import run.opentrack.wire.error.ErrorAnswer;
import run.opentrack.wire.error.Refusal;

/**
 * The first thing that happens to a request: it gets its id, and what no call of the service could answer is refused
 * before anybody reads it.
 */
@ApplicationScoped
class Edge {
    /** Above Quarkus' own filters for authentication (200) and CORS (300). */
    private static final int FIRST = 1_000;

    private final Calls calls;
    private final Draining draining;
    private final Doorkeeper doorkeeper;
    private final HeldBodies bodies;
    private final long bodyLimit;

    Edge(
            Instance<Calls> calls,
            Draining draining,
            Instance<Doorkeeper> doorkeeper,
            HeldBodies bodies,
            EdgeConfig config) {
        this.calls = calls.isResolvable() ? calls.get() : null;
        this.draining = draining;
        this.doorkeeper = doorkeeper.isResolvable() ? doorkeeper.get() : null;
        this.bodies = bodies;
        this.bodyLimit = config.bodyLimit();
    }

    /** The gateway has no calls of its own: it has an edge of its own, too. */
    void register(@Observes Filters filters) {
        if (calls != null) {
            filters.register(this::admit, FIRST);
        }
    }

    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String id = RequestId.taken(request.getHeader(RequestId.HEADER));
        RequestId.put(routing, id);
        MDC.put(RequestId.LOG_FIELD, id);
        request.response().putHeader(RequestId.HEADER, id);
        if (draining.isOn()) {
            sayGoodbye(routing);
        }
        // JSON is answered whatever Accept says; a resource would answer application/xml with a toString().
        request.headers().set("Accept", "application/json");
        // A body is read whatever Content-Type says; of one that is none a resource would make a bare 400.
        if (!isMediaType(request.getHeader("Content-Type"))) {
            request.headers().remove("Content-Type");
        }
        Refusal refusal = refusalOf(request);
        if (refusal != null) {
            ErrorAnswer.end(request.response(), refusal);
        } else if (mayHaveBody(request.method())) {
            new LimitedBody(routing, bodyLimit, doorkeeper, bodies).read();
        } else {
            routing.next();
        }
    }

    private static void sayGoodbye(RoutingContext routing) {
        routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addEndHandler(ended -> routing.request().connection().close());
    }

    private Refusal refusalOf(HttpServerRequest request) {
        String path = request.path();
        if (path == null || !PathRules.isPlain(path)) {
            return Refusal.notFound();
        }
        Set<String> methods = calls.methodsOf(path);
        if (methods.isEmpty()) {
            return Refusal.notFound();
        }
        if (!methods.contains(request.method().name())) {
            return Refusal.methodNotAllowed(String.join(", ", methods));
        }
        return PathRules.isReadableQuery(request.query()) ? null : Refusal.unreadableQuery();
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
}
