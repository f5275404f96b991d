package run.opentrack.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable routes = new RouteTable(new Config());

    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth, auth",
        "/api/v1/auth/, auth",
        "/api/v1/auth/token, auth",
        "/api/v1/auth/keys, keys",
        "/api/v1/auth/keys/1, keys",
        "/api/v1/auth/keysx, auth"
    })
    void the_longest_matching_prefix_wins(String path, String upstream) {
        assertThat(routes.find(path).upstream().name()).isEqualTo(upstream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/authx", "/api/v1", "/API/v1/auth", "/api/v1/competitions"})
    void a_path_below_no_prefix_has_no_route(String path) {
        assertThat(routes.find(path)).isNull();
    }

    @Test
    void settings_of_a_route_are_taken_over() {
        Route route = routes.find("/api/v1/auth");
        assertThat(route.bodyLimit()).isEqualTo(8_192);
        assertThat(route.cacheable()).isTrue();
    }

    @Test
    void instances_of_all_routes_are_listed_for_health_checks() {
        assertThat(routes.instances()).hasSize(3);
    }

    private static final class Config implements RouteTable.RouteConfig {
        @Override
        public Map<String, Route.Settings> routes() {
            Map<String, Route.Settings> routes = new LinkedHashMap<>();
            routes.put("auth", new Settings("/api/v1/auth", List.of("a:1", "b:2")));
            routes.put("keys", new Settings("/api/v1/auth/keys", List.of("c:3")));
            return routes;
        }

        @Override
        public Duration healthCheckInterval() {
            return Duration.ofSeconds(1);
        }
    }

    private record Settings(String prefix, List<String> upstream) implements Route.Settings {
        @Override
        public long bodyLimit() {
            return 8_192;
        }

        @Override
        public boolean cacheable() {
            return true;
        }

        @Override
        public Optional<Duration> responseTimeout() {
            return Optional.empty();
        }

        @Override
        public boolean longLived() {
            return false;
        }
    }
}
