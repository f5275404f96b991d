package run.opentrack.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Timeouts and limits of requests to upstreams. */
@ConfigMapping(prefix = "opentrack.gateway.proxy")
public interface ProxyConfig {
    /** Maximum time until an upstream's response starts, including the wait for a connection; then 504. */
    @WithDefault("PT4.5S")
    Duration responseTimeout();

    /** Maximum pause within a response body; then the connection is closed. */
    @WithDefault("PT30S")
    Duration responseIdleTimeout();

    /** Connect timeout. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** Maximum idle time of a pooled connection, in whole seconds. */
    @WithDefault("PT2S")
    Duration keepAliveTimeout();

    /** Maximum concurrent requests per instance and event loop. */
    @WithDefault("64")
    int maxConcurrent();

    /** Maximum queued requests per instance and event loop; beyond that 503. */
    @WithDefault("128")
    int maxQueued();

    /**
     * Maximum responses per instance and event loop that wait for slow clients, each on its own connection; beyond that
     * the longest-stalled client is disconnected.
     */
    @WithDefault("128")
    int maxSuspended();
}
