package run.opentrack.gateway.server;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.Dependent;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.connection.ClientConnection;
import run.opentrack.gateway.connection.ClientConnection.SlowClientConfig;
import run.opentrack.gateway.connection.ClientConnections;
import run.opentrack.gateway.proxy.ReverseProxy;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.request.FramingValidator;
import run.opentrack.gateway.request.GatewayRequest;
import run.opentrack.gateway.request.RequestHeaders;
import run.opentrack.gateway.upstream.Route;
import run.opentrack.gateway.upstream.RouteTable;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.request.RequestId;
import run.opentrack.http.request.ShutdownState;

/** HTTP server of one event loop: admits each request and routes it to an upstream, the ping handler or the site. */
@Dependent
class GatewayServerVerticle extends AbstractVerticle {
    private final GatewayConfig config;
    private final ReverseProxy.Config proxyConfig;
    private final ResponseCache cache;
    private final SlowClientConfig slowClientConfig;
    private final RateLimiter rateLimiter;
    private final ShutdownState shutdownState;
    private final RouteTable routes;
    private final PingHandler ping;
    private final RequestAdmission admission;
    private final String hsts;
    private Handler<HttpServerRequest> site;
    private ClientConnections connections;
    private ReverseProxy proxy;

    GatewayServerVerticle(
            GatewayConfig config,
            ReverseProxy.Config proxyConfig,
            ResponseCache cache,
            SlowClientConfig slowClientConfig,
            RateLimiter rateLimiter,
            ShutdownState shutdownState,
            RouteTable routes) {
        this.config = config;
        this.proxyConfig = proxyConfig;
        this.cache = cache;
        this.slowClientConfig = slowClientConfig;
        this.rateLimiter = rateLimiter;
        this.shutdownState = shutdownState;
        this.routes = routes;
        this.ping = new PingHandler(config);
        this.admission = new RequestAdmission(config, rateLimiter);
        this.hsts = config.hstsMaxAge().map(age -> "max-age=" + age.toSeconds()).orElse(null);
    }

    /** Sets the handler of requests for pages. */
    GatewayServerVerticle withSite(Handler<HttpServerRequest> handler) {
        site = handler;
        return this;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxInitialLineLength(4 * 1024)
                .setMaxHeaderSize(20 * 1024)
                // Upstreams speak HTTP/1.1 only; a second protocol would need its own framing rules.
                .setHttp2ClearTextEnabled(false)
                // No WebSocket: its handler closes connections with pipelined requests.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                // Bounds the kernel buffer; otherwise a stalled client is detected only after megabytes.
                .setSendBufferSize(128 * 1024)
                .setTcpNoDelay(true)
                .setAcceptBacklog(4_096);
        proxy = new ReverseProxy(vertx, proxyConfig, cache);
        connections = new ClientConnections(slowClientConfig, rateLimiter, shutdownState, options);
        vertx.setPeriodic(ClientConnections.CHECK_INTERVAL_MILLIS, tick -> connections.checkTimeouts());
        vertx.createHttpServer(options)
                .connectionHandler(connections::register)
                .invalidRequestHandler(this::rejectUndecodable)
                .requestHandler(this::handle)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    int activeConnections() {
        return connections.active();
    }

    private void handle(HttpServerRequest request) {
        ClientConnection connection = ClientConnection.of(request.connection());
        if (connection.isClosing()) {
            return;
        }
        connection.startRequest(request);
        RequestHeaders headers = RequestHeaders.parse(request.headers());
        GatewayRequest gatewayRequest = new GatewayRequest(
                request,
                headers,
                RequestId.acceptOrGenerate(headers.requestId()),
                connection,
                shutdownState.isShuttingDown() || headers.connectionOptions().contains("close"),
                hsts);
        gatewayRequest.resetResponseHeaders();
        if (admission.admits(gatewayRequest)) {
            route(gatewayRequest, request.path());
        }
    }

    private void route(GatewayRequest request, String path) {
        Route route = routes.find(path);
        if (ping.matches(path)) {
            request.announceClose(false);
            ping.handle(request.request());
        } else if (route != null) {
            proxy.forward(request, route);
        } else if (path.startsWith("/api/") || path.startsWith("/q/")) {
            request.reject(ApiException.notFound());
        } else {
            request.announceClose(false);
            site.handle(request.request());
        }
    }

    private void rejectUndecodable(HttpServerRequest request) {
        ClientConnection connection = ClientConnection.of(request.connection());
        if (connection.isClosing()) {
            return;
        }
        connection.startRequest(request);
        GatewayRequest.setEdgeHeaders(request.response().headers(), RequestId.generate());
        request.response().putHeader("Connection", "close");
        ErrorResponse.send(
                request.response(),
                FramingValidator.decodeError(request.decoderResult().cause()));
        connection.closeAfterResponse();
    }
}
