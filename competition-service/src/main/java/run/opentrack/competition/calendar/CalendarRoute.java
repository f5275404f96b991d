package run.opentrack.competition.calendar;

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
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UuidParser;

/**
 * The reads, which are most of what the suite does all day: as plain routes, so that stored bytes go to the socket with
 * nothing in between.
 */
@ApplicationScoped
class CalendarRoute {
    private static final String PATH = "/api/v1/competitions";
    /** Before the resources, which answer the other methods of the same paths. */
    private static final int BEFORE_RESOURCES = 100;
    /** Lists up to this many rows are read at once, longer ones from a cursor. */
    private static final int ROWS_AT_ONCE = 1_000;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence CHECK_AGAIN = HttpHeaders.createOptimized("private, no-cache");

    private final TokenAuthenticator gate;
    private final CalendarReader reader;
    private final LongLists longLists;
    private final HeldCalendars calendars;
    private final HeldCompetitions competitions;

    CalendarRoute(
            TokenAuthenticator gate,
            CalendarReader reader,
            LongLists longLists,
            HeldCalendars calendars,
            HeldCompetitions competitions) {
        this.gate = gate;
        this.reader = reader;
        this.longLists = longLists;
        this.calendars = calendars;
        this.competitions = competitions;
    }

    void register(@Observes Router router) {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, PATH).order(BEFORE_RESOURCES).handler(this::list);
            router.route(method, PATH + "/").order(BEFORE_RESOURCES).handler(this::list);
            router.route(method, PATH + "/:id").order(BEFORE_RESOURCES).handler(this::one);
            router.route(method, PATH + "/:id/").order(BEFORE_RESOURCES).handler(this::one);
        }
    }

    private void one(RoutingContext routing) {
        gate.authenticate(routing.request());
        UUID id = UuidParser.parsePathId(routing.pathParam("id"));
        competitions.byId(id).onFailure(routing::fail).onSuccess(competition -> {
            if (competition == null) {
                routing.fail(ApiException.notFound("There is no competition with this id"));
                return;
            }
            HttpServerResponse response = begin(routing, competition.etag());
            if (Etags.matches(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), competition.etag())) {
                response.setStatusCode(304).end();
            } else {
                response.end(competition.json());
            }
        });
    }

    private void list(RoutingContext routing) {
        gate.authenticate(routing.request());
        CalendarFilter filter = FilterReader.read(parameters(routing.request()));
        // Quarkus marks every answer as not to be compressed; one without the mark is, for who asks.
        routing.response().headers().remove(HttpHeaders.CONTENT_ENCODING).set("Vary", "Accept-Encoding");
        reader.version(filter)
                .compose(version -> answer(routing, filter, version))
                .onFailure(routing::fail);
    }

    private Future<Void> answer(RoutingContext routing, CalendarFilter filter, long version) {
        String etag = "W/\"" + version + "\"";
        if (Etags.matches(routing.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            return begin(routing, etag).setStatusCode(304).end();
        }
        if (HeldCalendars.couldHave(filter)) {
            HeldList list = calendars.list(filter, version);
            if (list != null) {
                begin(routing, etag);
                return list.send(routing.request());
            }
        }
        int most = filter.limit() == null ? ROWS_AT_ONCE : filter.limit();
        return reader.rows(filter, most + 1).compose(rows -> {
            HttpServerResponse response = begin(routing, etag);
            boolean largeRows = !CalendarReader.areAll(rows);
            if (!largeRows && (filter.limit() != null || rows.size() <= most)) {
                return response.end(page(routing, rows, most));
            }
            return longLists.write(filter, largeRows, response, place -> putLink(routing, place));
        });
    }

    /** The array of at most so many rows; when there are more, a Link header that leads on. */
    private static Buffer page(RoutingContext routing, RowSet<Row> rows, int most) {
        Buffer page = Buffer.buffer(rows.size() * 1_024 + 2).appendByte((byte) '[');
        int written = 0;
        Row last = null;
        for (Row row : rows) {
            if (written == most) {
                putLink(routing, CalendarReader.place(last));
                break;
            }
            if (written++ > 0) {
                page.appendByte((byte) ',');
            }
            page.appendBuffer(row.getBuffer(CalendarReader.JSON));
            last = row;
        }
        return page.appendByte((byte) ']');
    }

    private static void putLink(RoutingContext routing, PagePlace place) {
        routing.response().putHeader("Link", next(routing.request(), place));
    }

    private static String next(HttpServerRequest request, PagePlace place) {
        StringBuilder link = new StringBuilder("<" + PATH + "/?");
        parameters(request).forEach((name, values) -> {
            if (!name.equals(FilterReader.AFTER)) {
                values.forEach(value -> link.append(encode(name))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        });
        return link.append(FilterReader.AFTER + "=" + place.encode() + ">; rel=\"next\"")
                .toString();
    }

    private static HttpServerResponse begin(RoutingContext routing, String etag) {
        return routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.CACHE_CONTROL, CHECK_AGAIN)
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
