package run.opentrack.competition.query;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.competition.model.EtagConditions;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.query.CompetitionReadRepository.SlugTarget;
import run.opentrack.competition.query.CompetitionReadService.ListBody;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.competition.query.cache.CompetitionCache.CachedCompetition;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.AcceptedEncodings;
import run.opentrack.http.request.EndpointTable.Endpoint;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Vert.x routes of the reads. Plain routes, because most requests are reads and stored bytes need no serialization. */
@ApplicationScoped
class CompetitionReadRoutes {
    private static final String PATH = "/api/v1/competitions";
    /** Before the resources, which handle the other methods of the same paths. */
    private static final int ROUTE_ORDER = 100;

    /** Parameters that select one competition by its slug. */
    private static final Set<String> SLUG_PARAMETERS = Set.of("country", "year", "from_date", "to_date", "slug");

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REVALIDATE = HttpHeaders.createOptimized("private, no-cache");

    private final TokenAuthenticator authenticator;
    private final CompetitionReadService service;

    CompetitionReadRoutes(TokenAuthenticator authenticator, CompetitionReadService service) {
        this.authenticator = authenticator;
        this.service = service;
    }

    @Produces
    @Singleton
    static Endpoint listEndpoint() {
        return Endpoint.of(PATH, "GET");
    }

    @Produces
    @Singleton
    static Endpoint getEndpoint() {
        return Endpoint.of(PATH + "/{id}", "GET");
    }

    @Produces
    @Singleton
    static Endpoint getByNationalIdEndpoint() {
        return Endpoint.of(PATH + "/by-national-id/{country_id}/{year}/{national_id}", "GET");
    }

    @Produces
    @Singleton
    static Endpoint crosswalkEndpoint() {
        return Endpoint.of(PATH + "/ids", "GET");
    }

    void register(@Observes Router router) {
        register(router, PATH, this::list);
        register(router, PATH + "/ids", this::crosswalk);
        register(router, PATH + "/:id", this::get);
        register(router, PATH + "/by-national-id/:country/:year/:id", this::getByNationalId);
    }

    private static void register(Router router, String path, Handler<RoutingContext> handler) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, path).order(ROUTE_ORDER).handler(handler);
            router.route(method, path + "/").order(ROUTE_ORDER).handler(handler);
        }
    }

    private void get(RoutingContext routing) {
        AccessToken caller = authenticator.identify(routing.request());
        UUID id = UuidParser.parsePathId(routing.pathParam("id"));
        Set<IncludedMember> included = included(routing);
        TokenAuthenticator.requireAllowed(caller, routing.request());
        send(routing, service.get(id, included), () -> service.mergedInto(id), "There is no competition with this id");
    }

    private void getByNationalId(RoutingContext routing) {
        AccessToken caller = authenticator.identify(routing.request());
        NationalIdAddress address = NationalIdAddress.parse(
                routing.pathParam("country"), routing.pathParam("year"), routing.pathParam("id"));
        Set<IncludedMember> included = included(routing);
        TokenAuthenticator.requireAllowed(caller, routing.request());
        send(
                routing,
                service.get(address, included),
                () -> service.mergedInto(address),
                "There is no competition with this national id");
    }

    private static Set<IncludedMember> included(RoutingContext routing) {
        return FilterParser.parseIncluded(parameters(routing.request()));
    }

    /** @param mergedInto finds the competition that another one was merged into; its result is null for none */
    private static void send(
            RoutingContext routing,
            Future<CachedCompetition> found,
            Supplier<Future<UUID>> mergedInto,
            String notFound) {
        found.onFailure(routing::fail).onSuccess(competition -> {
            if (competition == null) {
                mergedInto.get().onFailure(routing::fail).onSuccess(target -> redirect(routing, target, notFound));
            } else if (isNotModified(routing, competition.etag())) {
                sendNotModified(routing, competition.etag());
            } else {
                writeHeaders(routing, competition.etag()).end(competition.json());
            }
        });
    }

    private static void redirect(RoutingContext routing, UUID target, String notFound) {
        if (target == null) {
            routing.fail(ApiException.notFound(notFound));
        } else {
            String query = routing.request().query();
            sendRedirect(routing, target, PATH + "/" + target + (query == null ? "" : "?" + query));
        }
    }

    /** It must not be cached without a revalidation, as a merge may be undone. */
    private static void sendRedirect(RoutingContext routing, UUID target, String location) {
        routing.response()
                .setStatusCode(301)
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .end("{\"merged_into\":\"" + target + "\"}");
    }

    private void list(RoutingContext routing) {
        AccessToken caller = authenticator.identify(routing.request());
        CompetitionFilter filter = FilterParser.parse(parameters(routing.request()));
        TokenAuthenticator.requireAllowed(caller, routing.request());
        Future<Long> version = service.version(filter);
        service.mergedSlug(filter).onFailure(routing::fail).onSuccess(kept -> {
            if (kept == null) {
                respond(routing, version, read -> service.list(filter, acceptsGzip(routing), read));
            } else {
                sendRedirect(routing, kept.id(), listLocation(parameters(routing.request()), kept));
            }
        });
    }

    /** Builds the path of the same list with the calendar and slug of another competition. */
    private static String listLocation(Map<String, List<String>> parameters, SlugTarget target) {
        return PATH + "/?" + encodeWithout(SLUG_PARAMETERS, parameters) + "country=" + target.country() + "&year="
                + target.year() + "&slug=" + target.slug();
    }

    private void crosswalk(RoutingContext routing) {
        AccessToken caller = authenticator.identify(routing.request());
        CalendarRange year = FilterParser.parseYear(parameters(routing.request()));
        TokenAuthenticator.requireAllowed(caller, routing.request());
        respond(routing, service.version(year), version -> service.crosswalk(year));
    }

    private static void respond(RoutingContext routing, Future<Long> version, Function<Long, Future<ListBody>> list) {
        // Quarkus marks every response as not to be compressed; without the mark it is, for clients that accept it.
        routing.response().headers().remove(HttpHeaders.CONTENT_ENCODING).set("Vary", "Accept-Encoding");
        version.compose(read -> respond(routing, read, list)).onFailure(routing::fail);
    }

    private static Future<Void> respond(RoutingContext routing, long version, Function<Long, Future<ListBody>> list) {
        String etag = "W/\"" + version + "\"";
        if (isNotModified(routing, etag)) {
            return sendNotModified(routing, etag);
        }
        return list.apply(version).compose(body -> {
            writeHeaders(routing, etag);
            return body.send(routing.request(), cursor -> putLink(routing, cursor));
        });
    }

    private static boolean acceptsGzip(RoutingContext routing) {
        List<String> values = routing.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING);
        return AcceptedEncodings.preferGzip(String.join(",", values));
    }

    private static boolean isNotModified(RoutingContext routing, String etag) {
        return EtagConditions.isNotModified(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag);
    }

    private static Future<Void> sendNotModified(RoutingContext routing, String etag) {
        return writeHeaders(routing, etag).setStatusCode(304).end();
    }

    private static HttpServerResponse writeHeaders(RoutingContext routing, String etag) {
        return routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .putHeader(HttpHeaders.ETAG, etag);
    }

    private static void putLink(RoutingContext routing, PageCursor cursor) {
        routing.response().putHeader("Link", nextLink(parameters(routing.request()), cursor));
    }

    /** Builds the Link header of the next page: the same query, with another cursor. */
    static String nextLink(Map<String, List<String>> parameters, PageCursor cursor) {
        return "<" + PATH + "/?" + encodeWithout(Set.of(FilterParser.AFTER), parameters) + FilterParser.AFTER + "="
                + cursor.encode() + ">; rel=\"next\"";
    }

    /** Encodes parameters, each with an ampersand behind it. */
    private static String encodeWithout(Set<String> excluded, Map<String, List<String>> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, values) -> {
            if (!excluded.contains(name)) {
                values.forEach(value -> query.append(encode(name))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        });
        return query.toString();
    }

    private static Map<String, List<String>> parameters(HttpServerRequest request) {
        return new QueryStringDecoder(request.query() == null ? "" : request.query(), StandardCharsets.UTF_8, false)
                .parameters();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
