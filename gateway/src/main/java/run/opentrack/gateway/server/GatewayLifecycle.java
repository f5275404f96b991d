package run.opentrack.gateway.server;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.connection.ClientConnection.SlowClientConfig;
import run.opentrack.gateway.connection.ClientConnections;
import run.opentrack.gateway.proxy.ProxyConfig;
import run.opentrack.gateway.ratelimit.JwksPoller;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.upstream.HealthChecker;
import run.opentrack.gateway.upstream.RouteTable;
import run.opentrack.http.request.ShutdownState;

/**
 * Starts one server per event loop after the application is set up, and stops them when in-flight requests are done.
 */
@ApplicationScoped
class GatewayLifecycle {
    private static final Logger LOG = Logger.getLogger(GatewayLifecycle.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final ProxyConfig proxyConfig;
    private final ResponseCache cache;
    private final SlowClientConfig slowClientConfig;
    private final RateLimiter rateLimiter;
    private final ShutdownState shutdownState;
    private final RouteTable routes;
    private final PingHandler ping;
    private final List<GatewayServerVerticle> verticles = new CopyOnWriteArrayList<>();
    private Router siteRouter;
    private String deploymentId;

    GatewayLifecycle(
            Vertx vertx,
            GatewayConfig config,
            ProxyConfig proxyConfig,
            ResponseCache cache,
            SlowClientConfig slowClientConfig,
            RateLimiter rateLimiter,
            ShutdownState shutdownState,
            RouteTable routes,
            PingHandler ping) {
        this.vertx = vertx;
        this.config = config;
        this.proxyConfig = proxyConfig;
        this.cache = cache;
        this.slowClientConfig = slowClientConfig;
        this.rateLimiter = rateLimiter;
        this.shutdownState = shutdownState;
        this.routes = routes;
        this.ping = ping;
    }

    void siteRouter(@Observes Router router) {
        siteRouter = router;
    }

    void start(@Observes StartupEvent event, JwksPoller jwksPoller, HealthChecker healthChecker) throws Exception {
        jwksPoller.start();
        healthChecker.start();
        vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), minute -> rateLimiter.removeExpired());
        DeploymentOptions onePerCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        deploymentId = vertx.deployVerticle(this::createVerticle, onePerCore)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        LOG.infof("Gateway listens on %s:%d", config.host(), config.port());
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        if (deploymentId != null) {
            awaitIdle();
            vertx.undeploy(deploymentId)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
    }

    private GatewayServerVerticle createVerticle() {
        GatewayServerVerticle verticle = new GatewayServerVerticle(new GatewayServerVerticle.Dependencies(
                config, proxyConfig, cache, slowClientConfig, rateLimiter, shutdownState, routes, ping, siteRouter));
        verticles.add(verticle);
        return verticle;
    }

    private void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + config.shutdownTimeout().toNanos();
        do {
            Thread.sleep(2 * ClientConnections.CHECK_INTERVAL_MILLIS);
        } while (System.nanoTime() < deadline
                && verticles.stream().anyMatch(verticle -> verticle.activeConnections() > 0));
    }
}
