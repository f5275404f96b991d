package run.opentrack.gateway.server;

import io.vertx.ext.web.Router;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.connection.SlowClientConfig;
import run.opentrack.gateway.proxy.ProxyConfig;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.upstream.RouteTable;
import run.opentrack.http.request.ShutdownState;

/** Configuration and services shared by the servers of all event loops. */
record GatewayContext(
        GatewayConfig config,
        ProxyConfig proxyConfig,
        ResponseCache cache,
        SlowClientConfig slowClientConfig,
        RateLimiter rateLimiter,
        ShutdownState shutdownState,
        RouteTable routes,
        PingHandler ping,
        Router siteRouter) {}
