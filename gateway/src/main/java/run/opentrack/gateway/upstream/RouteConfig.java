package run.opentrack.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Routes and health checks of the gateway. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface RouteConfig {
    /** Routes by name, as shown in logs and metrics. */
    Map<String, Route.Config> routes();

    /** Interval and timeout of the health checks of each instance. */
    @WithDefault("PT1S")
    Duration healthCheckInterval();
}
