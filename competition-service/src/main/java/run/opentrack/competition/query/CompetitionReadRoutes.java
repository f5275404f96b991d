package run.opentrack.competition.query;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.query.cache.CachedListResponse;
import run.opentrack.competition.query.cache.CalendarCache;
import run.opentrack.competition.query.cache.CompetitionCache;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UuidParser;

/**
 * The reads, which are most of what the suite does all day: as plain routes, so that stored bytes go to the socket with
 * nothing in between.
 */
@ApplicationScoped
class CompetitionReadRoutes {
    private static final String PATH = "/api/v1/competitions";
    /** Before the resources, which answer the other methods of the same paths. */
    private static final int ROUTE_ORDER = 100;
    /** Lists up to this many rows are read at once, longer ones from a cursor. */
    private static final int MAX_BUFFERED_ROWS = 1_000;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REVALIDATE = HttpHeaders.createOptimized("private, no-cache");

    private final TokenAuthenticator authenticator;
    private final CompetitionReadRepository repository;
    private final StreamingListService streamingLists;
    private final CalendarCache calendars;
    private final CompetitionCache competitions;

    CompetitionReadRoutes(
            TokenAuthenticator authenticator,
            CompetitionReadRepository repository,
            StreamingListService streamingLists,
            CalendarCache calendars,
            CompetitionCache competitions) {
        this.authenticator = authenticator;
        this.repository = repository;
        this.streamingLists = streamingLists;
        this.calendars = calendars;
        this.competitions = competitions;
    }

    void register(@Observes Router router) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, PATH).order(ROUTE_ORDER).handler(this::list);
            router.route(method, PATH + "/").order(ROUTE_ORDER).handler(this::list);
            router.route(method, PATH + "/:id").order(ROUTE_ORDER).handler(this::get);
            router.route(method, PATH + "/:id/").order(ROUTE_ORDER).handler(this::get);
        }
    }

    private void get(RoutingContext routing) {
        authenticator.authenticate(routing.request());
        UUID id = UuidParser.parsePathId(routing.pathParam("id"));
        competitions.byId(id).onFailure(routing::fail).onSuccess(competition -> {
            if (competition == null) {
                routing.fail(ApiException.notFound("There is no competition with this id"));
                return;
            }
            HttpServerResponse response = writeHeaders(routing, competition.etag());
            if (IfNoneMatch.matches(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), competition.etag())) {
                response.setStatusCode(304).end();
            } else {
                response.end(competition.json());
            }
        });
    }

    private void list(RoutingContext routing) {
        authenticator.authenticate(routing.request());
        CompetitionFilter filter = FilterParser.parse(parameters(routing.request()));
        // Quarkus marks every answer as not to be compressed; one without the mark is, for who asks.
        routing.response().headers().remove(HttpHeaders.CONTENT_ENCODING).set("Vary", "Accept-Encoding");
        repository
                .version(filter)
                .compose(version -> respond(routing, filter, version))
                .onFailure(routing::fail);
    }

    private Future<Void> respond(RoutingContext routing, CompetitionFilter filter, long version) {
        String etag = "W/\"" + version + "\"";
        if (IfNoneMatch.matches(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            return writeHeaders(routing, etag).setStatusCode(304).end();
        }
        if (CalendarCache.supports(filter)) {
            CachedListResponse list = calendars.find(filter, version);
            if (list != null) {
                writeHeaders(routing, etag);
                return list.send(routing.request());
            }
        }
        int maxRows = filter.limit() == null ? MAX_BUFFERED_ROWS : filter.limit();
        return repository.rows(filter, maxRows + 1).compose(rows -> {
            HttpServerResponse response = writeHeaders(routing, etag);
            boolean largeRows = !CompetitionReadRepository.isComplete(rows);
            if (!largeRows && (filter.limit() != null || rows.size() <= maxRows)) {
                return response.end(page(routing, rows, maxRows));
            }
            return streamingLists.write(filter, largeRows, response, cursor -> putLink(routing, cursor));
        });
    }

    /** The array of at most so many rows; when there are more, a Link header that leads on. */
    private static Buffer page(RoutingContext routing, RowSet<Row> rows, int maxRows) {
        Buffer page = Buffer.buffer(rows.size() * 1_024 + 2).appendByte((byte) '[');
        int written = 0;
        Row last = null;
        for (Row row : rows) {
            if (written == maxRows) {
                putLink(routing, CompetitionReadRepository.cursorAt(last));
                break;
            }
            if (written++ > 0) {
                page.appendByte((byte) ',');
            }
            page.appendBuffer(row.getBuffer(CompetitionReadRepository.JSON_INDEX));
            last = row;
        }
        return page.appendByte((byte) ']');
    }

    private static void putLink(RoutingContext routing, PageCursor cursor) {
        routing.response().putHeader("Link", nextLink(routing.request(), cursor));
    }

    private static String nextLink(HttpServerRequest request, PageCursor cursor) {
        StringBuilder link = new StringBuilder("<" + PATH + "/?");
        parameters(request).forEach((name, values) -> {
            if (!name.equals(FilterParser.AFTER)) {
                values.forEach(value -> link.append(encode(name))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        });
        return link.append(FilterParser.AFTER + "=" + cursor.encode() + ">; rel=\"next\"")
                .toString();
    }

    private static HttpServerResponse writeHeaders(RoutingContext routing, String etag) {
        return routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, REVALIDATE)
                .putHeader(HttpHeaders.ETAG, etag);
    }

    private static Map<String, List<String>> parameters(HttpServerRequest request) {
        return new QueryStringDecoder(request.query() == null ? "" : request.query(), StandardCharsets.UTF_8, false)
                .parameters();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
