package run.opentrack.gateway.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All routes. */
@ApplicationScoped
public class RouteTable {
    private final List<Route> routes;

    RouteTable(RouteConfig config) {
        this.routes = config.routes().entrySet().stream()
                .map(route -> Route.of(route.getKey(), route.getValue()))
                .sorted(Comparator.comparing((Route route) -> -route.prefix().length()))
                .toList();
    }

    /** The route of a path, the one with the longest prefix; or null. */
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
}
