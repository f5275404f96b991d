package run.opentrack.competition.change;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import run.opentrack.competition.change.ChangeService.ReceivedToken;
import run.opentrack.competition.model.EtagConditions;
import run.opentrack.competition.query.FilterParser;
import run.opentrack.competition.query.FilterParser.ChangeQuery;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.request.EndpointTable.Endpoint;
import run.opentrack.http.request.IngressFilter;
import run.opentrack.security.AccessToken;

/** Vert.x route of changes, as JSON or as an event stream. */
@ApplicationScoped
class ChangeRoutes {
    /** Before the route of a competition by its id. */
    private static final int ROUTE_ORDER = 90;

    private static final String EVENT_STREAM = "text/event-stream";

    private final Vertx vertx;
    private final TokenAuthenticator authenticator;
    private final ChangeService service;
    private final ChangePoller poller;
    private final EventStreamLimiter limiter;

    ChangeRoutes(
            Vertx vertx,
            TokenAuthenticator authenticator,
            ChangeService service,
            ChangePoller poller,
            EventStreamLimiter limiter) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.service = service;
        this.poller = poller;
        this.limiter = limiter;
    }

    @Produces
    @Singleton
    static Endpoint changesEndpoint() {
        return Endpoint.of(ChangeService.PATH, "GET");
    }

    void register(@Observes Router router) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, ChangeService.PATH).order(ROUTE_ORDER).handler(this::changes);
            router.route(method, ChangeService.PATH + "/").order(ROUTE_ORDER).handler(this::changes);
        }
    }

    private void changes(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        AccessToken caller = authenticator.identify(request);
        String query = request.query() == null ? "" : request.query();
        ChangeQuery changeQuery =
                FilterParser.parseChanges(new QueryStringDecoder(query, StandardCharsets.UTF_8, false).parameters());
        TokenAuthenticator.requireAllowed(caller, request);
        String accept = routing.get(IngressFilter.ACCEPT);
        if (accept.contains(EVENT_STREAM) && request.method() == HttpMethod.GET) {
            stream(routing, changeQuery, caller.accountId());
        } else {
            respond(routing, changeQuery);
        }
    }

    private void respond(RoutingContext routing, ChangeQuery query) {
        HttpServerResponse response = routing.response();
        // Quarkus marks every response as not to be compressed; without the mark it is, for clients that accept it.
        response.headers().remove(HttpHeaders.CONTENT_ENCODING).set("Vary", "Accept, Accept-Encoding");
        service.resolve(ReceivedToken.ofQuery(query.since()), query.filter())
                .compose(page -> readNext(routing, page, query))
                .onSuccess(page -> send(routing, page))
                .onFailure(routing::fail);
    }

    private Future<ChangePage> readNext(RoutingContext routing, ChangePage page, ChangeQuery query) {
        boolean waits = !query.maxWait().isZero()
                && query.since() != null
                && !query.since().equals(ChangeService.NOW);
        if (!waits) {
            return service.readNext(page, query.limit());
        }
        HttpServerResponse response = routing.response();
        return service.awaitNext(page, query, () -> response.closed() || response.ended())
                .compose(next -> authenticateAgain(routing.request()).map(next));
    }

    /** Checks a credential that may have expired or been revoked meanwhile. An API key may have to be loaded again. */
    private Future<Void> authenticateAgain(HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        Future<Void> loaded = Objects.requireNonNullElse(authenticator.prepare(request), Future.succeededFuture());
        return Future.<Void>future(
                        ready -> loaded.onComplete(done -> context.runOnContext(ignored -> ready.complete())))
                .map(ready -> {
                    authenticator.authenticate(request);
                    return ready;
                });
    }

    private static void send(RoutingContext routing, ChangePage page) {
        HttpServerResponse response = routing.response();
        if (response.closed()) {
            return;
        }
        String etag = "W/\"" + page.nextText() + "\"";
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .putHeader(HttpHeaders.ETAG, etag);
        if (EtagConditions.isNotModified(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            response.setStatusCode(304).end();
        } else {
            response.end(page.toJson());
        }
    }

    private void stream(RoutingContext routing, ChangeQuery query, UUID account) {
        HttpServerRequest request = routing.request();
        String lastEventId = request.getHeader("Last-Event-ID");
        ReceivedToken sent = lastEventId == null || lastEventId.isEmpty()
                ? ReceivedToken.ofQuery(query.since())
                : ReceivedToken.ofHeader(lastEventId);
        limiter.acquire(account);
        EventStream stream =
                new EventStream(vertx, service, poller, request.response(), () -> authenticateAgain(request));
        routing.addEndHandler(ended -> {
            stream.close();
            limiter.release(account);
        });
        service.resolve(sent, query.filter()).onSuccess(stream::start).onFailure(routing::fail);
    }
}
