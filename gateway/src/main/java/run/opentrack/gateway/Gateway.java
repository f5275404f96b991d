package run.opentrack.gateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import run.opentrack.gateway.ping.Ping;
import run.opentrack.gateway.route.Routes;

/** Opens the front door when everything behind it is set up, and closes it first. */
@ApplicationScoped
class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final Routes routes;
    private final Ping ping;
    private Router pages;
    private String deployment;

    Gateway(Vertx vertx, GatewayConfig config, Routes routes, Ping ping) {
        this.vertx = vertx;
        this.config = config;
        this.routes = routes;
        this.ping = ping;
    }

    void pages(@Observes Router router) {
        pages = router;
    }

    void open(@Observes StartupEvent event) throws Exception {
        DeploymentOptions perCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        deployment = vertx.deployVerticle(() -> new FrontDoor(config, routes, ping, pages), perCore)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        LOG.infof("the gateway listens on %s:%d", config.host(), config.port());
    }

    void close(@Observes ShutdownEvent event) throws Exception {
        if (deployment != null) {
            vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
