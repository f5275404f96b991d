package run.opentrack.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Routes by path prefix. */
@ApplicationScoped
public class RouteTable {
    private final List<Route> routes;

    public RouteTable(RouteConfig config) {
        this.routes = config.routes().entrySet().stream()
                .map(route -> Route.of(route.getKey(), route.getValue()))
                .sorted(Comparator.comparing((Route route) -> -route.prefix().length()))
                .toList();
    }

    /** @return the route with the longest matching prefix; null if there is none */
    public Route find(String path) {
        for (Route route : routes) {
            if (route.matches(path)) {
                return route;
            }
        }
        return null;
    }

    Stream<UpstreamInstance> instances() {
        return routes.stream().flatMap(route -> route.upstream().instances().stream());
    }

    /** Routes and health checks of the gateway. */
    @ConfigMapping(prefix = "opentrack.gateway")
    public interface RouteConfig {
        /** Routes by name, as shown in logs and metrics. */
        Map<String, Route.Settings> routes();

        /** Interval and timeout of the health checks of each instance. */
        @WithDefault("PT1S")
        Duration healthCheckInterval();
    }
}
