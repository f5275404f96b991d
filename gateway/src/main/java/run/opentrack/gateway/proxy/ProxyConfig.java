package run.opentrack.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How upstreams are met. */
@ConfigMapping(prefix = "opentrack.gateway.proxy")
public interface ProxyConfig {
    /** How long an upstream may take to begin its answer, the wait for a connection included; then 504. */
    @WithDefault("PT4.5S")
    Duration responseTimeout();

    /** How long an upstream may pause within its answer; then the answer is cut off. */
    @WithDefault("PT30S")
    Duration responseIdleTimeout();

    /** How long an upstream may take to accept a connection. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** How long a connection to an upstream is kept for the next request, in whole seconds. */
    @WithDefault("PT2S")
    Duration keepAliveTimeout();

    /** Requests to each replica, for each event loop: what one that hangs can take at most. */
    @WithDefault("64")
    int maxConcurrent();

    /** Requests that may wait for a connection to a replica, for each event loop; beyond that 503. */
    @WithDefault("128")
    int maxQueued();

    /**
     * Answers of each replica, for each event loop, that wait for clients to take more of them, each with a connection of
     * its own; beyond that the client is cut off that has taken nothing for the longest.
     */
    @WithDefault("128")
    int maxSuspended();
}
