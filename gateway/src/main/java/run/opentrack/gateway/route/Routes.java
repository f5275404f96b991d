package run.opentrack.gateway.route;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** All routes. */
@ApplicationScoped
public class Routes {
    private static final long KIB = 1_024;

    private final List<Route> routes;

    Routes(UpstreamConfig config) {
        this.routes = List.of(
                new Route("/api/v1/auth", Upstream.of("auth-service", config.auth()), 8 * KIB),
                new Route("/api/v1/competitions", Upstream.of("competition-service", config.competition()), KIB * KIB),
                new Route("/api/v1/exports", Upstream.of("export-service", config.export()), 8 * KIB));
    }

    /** The route of a path, or null. */
    public Route of(String path) {
        for (Route route : routes) {
            if (route.leads(path)) {
                return route;
            }
        }
        return null;
    }
}
