package run.opentrack.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The front door. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface GatewayConfig {
    /** Where it listens. */
    @WithDefault("0.0.0.0")
    String host();

    @WithDefault("8080")
    int port();

    /** What ping answers as {@code enviroment}. */
    @WithDefault("otr_0")
    String environment();

    /** How long an upstream may take to begin its answer, the wait for a connection included; then 504. */
    @WithDefault("PT10S")
    Duration answerTimeout();

    /** How long an upstream may take to accept a connection. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** Connections to each replica of an upstream, for each event loop. */
    @WithDefault("64")
    int connections();

    /** Requests that may wait for a connection, for each event loop; beyond that 503. */
    @WithDefault("256")
    int queue();
}
