package run.opentrack.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Routes are data: each has a name, a prefix, and one address or several. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface RouteConfig {
    /** By name, which logs and metrics show. Another one needs no line of code. */
    Map<String, Route.Config> routes();

    /** How often each replica of an upstream is asked for a sign of life, which it must give within the same time. */
    @WithDefault("PT1S")
    Duration healthCheckInterval();
}
