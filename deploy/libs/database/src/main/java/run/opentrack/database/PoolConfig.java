package run.opentrack.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a service waits for its database. */
@ConfigMapping(prefix = "opentrack.database.pool")
public interface PoolConfig {
    /** How long a request waits for a connection; then 503. */
    @WithDefault("PT2S")
    Duration acquisitionTimeout();

    /** How many requests may wait for a connection; beyond that 503 at once. */
    @WithDefault("1000")
    int maxWaitQueue();

    /** How long a connection that nobody uses is kept, in whole seconds. Shorter than the silence that is borne. */
    @WithDefault("PT5S")
    Duration idleTimeout();

    /**
     * How long the database may say nothing to a statement, in whole seconds. Then the connection is taken for dead, even
     * though nobody has ended it, and is given up.
     */
    @WithDefault("PT9S")
    Duration readIdleTimeout();
}
