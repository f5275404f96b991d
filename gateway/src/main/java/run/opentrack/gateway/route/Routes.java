package run.opentrack.gateway.route;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All routes. */
@ApplicationScoped
public class Routes {
    private final List<Route> routes;

    Routes(RouteConfig config) {
        this.routes = config.routes().entrySet().stream()
                .map(route -> Route.of(route.getKey(), route.getValue()))
                .sorted(Comparator.comparing((Route route) -> -route.prefix().length()))
                .toList();
    }

    /** The route of a path, the one with the longest prefix; or null. */
    public Route of(String path) {
        for (Route route : routes) {
            if (route.leads(path)) {
                return route;
            }
        }
        return null;
    }

    Stream<Replica> replicas() {
        return routes.stream().flatMap(route -> route.upstream().replicas().stream());
    }
}
