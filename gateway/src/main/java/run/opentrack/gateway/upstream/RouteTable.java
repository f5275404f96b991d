package run.opentrack.gateway.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Routes by path prefix. */
@ApplicationScoped
public class RouteTable {
    private final List<Route> routes;

    RouteTable(RouteConfig config) {
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
}
