package run.opentrack.gateway;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import run.opentrack.gateway.connection.Visit;
import run.opentrack.gateway.connection.Visits;
import run.opentrack.gateway.forward.Forwarder;
import run.opentrack.gateway.request.Arrival;
import run.opentrack.gateway.request.RequestHead;
import run.opentrack.gateway.request.Undecodable;
import run.opentrack.gateway.route.Route;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.request.RequestId;

/** The gateway's server, once for each event loop: what comes in, and who takes it. */
final class FrontDoor extends AbstractVerticle {
    private final House house;
    private final Reception reception;
    private Visits visits;
    private Forwarder forwarder;

    FrontDoor(House house) {
        this.house = house;
        this.reception = new Reception(house.config(), house.limits());
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(house.config().host())
                .setPort(house.config().port())
                .setMaxInitialLineLength(4 * 1024)
                .setMaxHeaderSize(20 * 1024)
                // Everything within is HTTP/1.1; one protocol has one set of rules.
                .setHttp2ClearTextEnabled(false)
                // No WebSocket either, whose handler ends a connection with many requests piled up.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                // Otherwise the kernel takes megabytes for a client that takes nothing, and nobody can tell.
                .setSendBufferSize(128 * 1024)
                .setTcpNoDelay(true)
                .setAcceptBacklog(4_096);
        forwarder = new Forwarder(vertx, house.forwarding(), house.memory());
        visits = new Visits(house.pace(), house.limits(), house.draining(), options);
        vertx.setPeriodic(Visits.TICK_MILLIS, tick -> visits.tick());
        vertx.createHttpServer(options)
                .connectionHandler(visits::welcome)
                .invalidRequestHandler(this::turnAway)
                .requestHandler(this::handle)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    int busy() {
        return visits.busy();
    }

    private void handle(HttpServerRequest request) {
        Visit visit = Visit.of(request.connection());
        if (visit.isLeaving()) {
            return;
        }
        visit.begin(request);
        RequestHead head = RequestHead.read(request.headers());
        String id = RequestId.acceptOrGenerate(head.requestId());
        request.response().putHeader(RequestId.HEADER, id);
        Arrival arrival = new Arrival(request, head, id, visit, house.draining().isShuttingDown());
        if (reception.admits(arrival)) {
            lead(arrival, request.path());
        }
    }

    private void lead(Arrival arrival, String path) {
        if (house.ping().isAsked(path)) {
            arrival.sayGoodbye();
            house.ping().answer(arrival.request());
            return;
        }
        Route route = house.routes().of(path);
        if (route != null) {
            forwarder.forward(arrival, route);
        } else if (path.startsWith("/api/") || path.startsWith("/q/")) {
            arrival.refuse(ApiException.notFound());
        } else {
            arrival.sayGoodbye();
            house.pages().handle(arrival.request());
        }
    }

    private void turnAway(HttpServerRequest request) {
        Visit visit = Visit.of(request.connection());
        if (visit.isLeaving()) {
            return;
        }
        visit.begin(request);
        request.response().putHeader(RequestId.HEADER, RequestId.generate());
        request.response().putHeader("Connection", "close");
        ErrorResponse.send(
                request.response(),
                Undecodable.refusalOf(request.decoderResult().cause()));
        visit.leave();
    }
}
