package run.opentrack.gateway.server;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import run.opentrack.gateway.connection.ClientConnections;
import run.opentrack.gateway.ratelimit.JwksPoller;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.upstream.HealthChecker;

/**
 * Starts one server per event loop after the application is set up, and stops them when in-flight requests are done.
 */
@ApplicationScoped
class GatewayLifecycle {
    private static final Logger LOG = Logger.getLogger(GatewayLifecycle.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final Instance<GatewayServerVerticle> servers;
    private final List<GatewayServerVerticle> started = new CopyOnWriteArrayList<>();
    private Router siteRouter;
    private String deploymentId;

    GatewayLifecycle(Vertx vertx, GatewayConfig config, Instance<GatewayServerVerticle> servers) {
        this.vertx = vertx;
        this.config = config;
        this.servers = servers;
    }

    void siteRouter(@Observes Router router) {
        siteRouter = router;
    }

    void start(
            @Observes StartupEvent event, RateLimiter rateLimiter, JwksPoller jwksPoller, HealthChecker healthChecker)
            throws Exception {
        jwksPoller.start();
        healthChecker.start();
        vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), minute -> rateLimiter.removeExpired());
        DeploymentOptions onePerCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        deploymentId = vertx.deployVerticle(this::createServer, onePerCore)
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

    private GatewayServerVerticle createServer() {
        GatewayServerVerticle server = servers.get().withSite(siteRouter::handle);
        started.add(server);
        return server;
    }

    private void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + config.shutdownTimeout().toNanos();
        do {
            Thread.sleep(2 * ClientConnections.CHECK_INTERVAL_MILLIS);
        } while (System.nanoTime() < deadline && started.stream().anyMatch(server -> server.activeConnections() > 0));
    }
}
