package run.opentrack.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Timeouts and limits of the connection pool. */
@ConfigMapping(prefix = "opentrack.database.pool")
public interface PoolConfig {
    /** Timeout for acquiring a connection; then 503. */
    @WithDefault("PT2S")
    Duration acquisitionTimeout();

    /** Maximum number of requests waiting for a connection; beyond it 503 at once. */
    @WithDefault("1000")
    int maxWaitQueue();

    /**
     * Idle time after which a connection is closed, in whole seconds; must be shorter than {@link #readIdleTimeout}.
     */
    @WithDefault("PT5S")
    Duration idleTimeout();

    /** Timeout for a response to a statement, in whole seconds; then the connection is considered dead and closed. */
    @WithDefault("PT9S")
    Duration readIdleTimeout();
}
