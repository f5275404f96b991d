package run.opentrack.gateway.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The front door. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface GatewayConfig {
    /** Where it listens. */
    @WithDefault("0.0.0.0")
    String host();

    @WithDefault("8080")
    int port();

    /** The host names that it answers to, separated by commas; any, when there is none. */
    Optional<List<String>> hosts();

    /** What ping answers as {@code enviroment}. */
    @WithDefault("otr_0")
    String environment();

    /** How long, at its end, it waits for the requests that are under way. */
    @WithDefault("PT15S")
    Duration shutdownTimeout();
}
