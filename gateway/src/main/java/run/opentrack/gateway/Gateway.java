package run.opentrack.gateway;

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
import run.opentrack.gateway.connection.Pace;
import run.opentrack.gateway.connection.Visits;
import run.opentrack.gateway.forward.ForwardConfig;
import run.opentrack.gateway.limit.KeyFeed;
import run.opentrack.gateway.limit.Limits;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.ping.Ping;
import run.opentrack.gateway.route.Probes;
import run.opentrack.gateway.route.Routes;
import run.opentrack.http.request.ShutdownState;

/** Opens the front door when everything behind it is set up, and closes it when the last guest has left. */
@ApplicationScoped
class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final ForwardConfig forwarding;
    private final AnswerMemory memory;
    private final Pace pace;
    private final Limits limits;
    private final ShutdownState draining;
    private final Routes routes;
    private final Ping ping;
    private final List<FrontDoor> doors = new CopyOnWriteArrayList<>();
    private Router pages;
    private String deployment;

    Gateway(
            Vertx vertx,
            GatewayConfig config,
            ForwardConfig forwarding,
            AnswerMemory memory,
            Pace pace,
            Limits limits,
            ShutdownState draining,
            Routes routes,
            Ping ping) {
        this.vertx = vertx;
        this.config = config;
        this.forwarding = forwarding;
        this.memory = memory;
        this.pace = pace;
        this.limits = limits;
        this.draining = draining;
        this.routes = routes;
        this.ping = ping;
    }

    void pages(@Observes Router router) {
        pages = router;
    }

    void open(@Observes StartupEvent event, KeyFeed keys, Probes probes) throws Exception {
        keys.start();
        probes.start();
        vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), minute -> limits.forget());
        DeploymentOptions perCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        deployment = vertx.deployVerticle(this::door, perCore)
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        LOG.infof("the gateway listens on %s:%d", config.host(), config.port());
    }

    void close(@Observes ShutdownEvent event) throws Exception {
        if (deployment != null) {
            awaitQuiet();
            vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    private FrontDoor door() {
        FrontDoor door =
                new FrontDoor(new House(config, forwarding, memory, pace, limits, draining, routes, ping, pages));
        doors.add(door);
        return door;
    }

    private void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + config.drain().toNanos();
        do {
            Thread.sleep(2 * Visits.TICK_MILLIS);
        } while (System.nanoTime() < end && doors.stream().anyMatch(door -> door.busy() > 0));
    }
}
