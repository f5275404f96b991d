package run.opentrack.gateway.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How slow a client may be. Times are total, not since the last byte: one byte now and then does not extend them. */
@ConfigMapping(prefix = "opentrack.gateway.client")
public interface SlowClientConfig {
    /** For the whole head of a request, from its first byte; on a new connection from the start. */
    @WithDefault("PT10S")
    Duration headerTimeout();

    /** Grace for a body, and for taking an answer, before {@link #slowest} is asked for. */
    @WithDefault("PT10S")
    Duration gracePeriod();

    /** Bytes a second below which, after the grace, a body or the taking of an answer is cut off. */
    @WithDefault("4096")
    long minBytesPerSecond();

    /** How long a connection may stay open between two requests. */
    @WithDefault("PT60S")
    Duration idleTimeout();
}
