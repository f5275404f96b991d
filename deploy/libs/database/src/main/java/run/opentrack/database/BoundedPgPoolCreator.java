package run.opentrack.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connection pool with bounded waits. By default the client queues without bound for 30 seconds, and a statement on a
 * half-open connection waits for the operating system's timeout.
 */
@Singleton
public class BoundedPgPoolCreator implements PgPoolCreator {
    private final Config config;

    protected BoundedPgPoolCreator(Config config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(server -> server.setReadIdleTimeout(
                        (int) config.readIdleTimeout().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setConnectTimeout((int) config.acquisitionTimeout().toMillis())
                .setTcpKeepAlive(true));
        // Shorter than the read idle timeout, which would otherwise hit a connection as it is acquired.
        input.poolOptions()
                .setMaxWaitQueueSize(config.maxWaitQueue())
                .setConnectionTimeout((int) config.acquisitionTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) config.idleTimeout().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    /** Timeouts and limits of the connection pool. */
    @ConfigMapping(prefix = "opentrack.database.pool")
    public interface Config {
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
}
