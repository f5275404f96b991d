package run.opentrack.gateway;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import run.opentrack.gateway.forward.Forwarder;
import run.opentrack.gateway.ping.Ping;
import run.opentrack.gateway.route.Route;
import run.opentrack.gateway.route.Routes;
import run.opentrack.wire.error.ErrorAnswer;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.request.PathRules;
import run.opentrack.wire.request.RequestId;

/** The gateway's server, once for each event loop: what comes in, and who takes it. */
final class FrontDoor extends AbstractVerticle {
    private final GatewayConfig config;
    private final Routes routes;
    private final Ping ping;
    private final Router pages;
    private Forwarder forwarder;

    FrontDoor(GatewayConfig config, Routes routes, Ping ping, Router pages) {
        this.config = config;
        this.routes = routes;
        this.ping = ping;
        this.pages = pages;
    }

    @Override
    public void start(Promise<Void> started) {
        forwarder = new Forwarder(vertx, config);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxInitialLineLength(4 * 1024)
                .setMaxHeaderSize(20 * 1024)
                .setHandle100ContinueAutomatically(true)
                .setTcpNoDelay(true)
                .setIdleTimeout(60);
        vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void handle(HttpServerRequest request) {
        String id = RequestId.taken(request.getHeader(RequestId.HEADER));
        request.response().putHeader(RequestId.HEADER, id);
        String path = request.path();
        if (path == null || !PathRules.isPlain(path)) {
            ErrorAnswer.end(request.response(), Refusal.notFound());
        } else if (!PathRules.isReadableQuery(request.query())) {
            ErrorAnswer.end(request.response(), Refusal.unreadableQuery());
        } else if (ping.isAsked(path)) {
            ping.answer(request);
        } else {
            Route route = routes.of(path);
            if (route != null) {
                forwarder.forward(request, route, id);
            } else if (path.startsWith("/api/") || path.startsWith("/q/")) {
                ErrorAnswer.end(request.response(), Refusal.notFound());
            } else {
                pages.handle(request);
            }
        }
    }
}
