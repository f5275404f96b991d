package run.opentrack.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Routes and health checks of the gateway. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface RouteConfig {
    /** Routes by name, as shown in logs and metrics. */
    Map<String, RouteSettings> routes();

    /** Interval and timeout of the health checks of each instance. */
    @WithDefault("PT1S")
    Duration healthCheckInterval();

    /** Configuration of one route, under its name. */
    interface RouteSettings {
        /** Path prefix without a trailing slash; matches itself and all paths below. */
        String prefix();

        /** Upstream addresses, {@code host:port}, separated by commas. */
        List<String> upstream();

        /** Maximum request body in bytes; beyond that 413. */
        @WithDefault("1048576")
        long bodyLimit();

        /** Whether large responses with an ETag are cached and revalidated at the upstream for each request. */
        @WithDefault("false")
        boolean cacheable();
    }
}
