package run.opentrack.gateway.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Timeouts and minimum throughput of clients. Timeouts count from the start, not from the last byte, so that single
 * bytes do not extend them.
 */
@ConfigMapping(prefix = "opentrack.gateway.client")
public interface SlowClientConfig {
    /** Maximum time for the headers of a request, from its first byte; on a new connection from the start. */
    @WithDefault("PT10S")
    Duration headerTimeout();

    /** Time before the minimum throughput applies to a request body or to reading a response. */
    @WithDefault("PT10S")
    Duration gracePeriod();

    /** Minimum throughput in bytes per second; below it the connection is closed. */
    @WithDefault("4096")
    long minBytesPerSecond();

    /** Maximum time of a connection without a request. */
    @WithDefault("PT60S")
    Duration idleTimeout();
}
