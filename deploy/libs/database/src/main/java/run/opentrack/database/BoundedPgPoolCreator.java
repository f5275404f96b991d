package run.opentrack.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pool with an end to every wait: by itself the client queues without bound, for half a minute each, and a statement
 * on a half-open connection is waited for as long as the operating system believes in it.
 */
@Singleton
public class BoundedPgPoolCreator implements PgPoolCreator {
    private final PoolConfig config;

    protected BoundedPgPoolCreator(PoolConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(server -> server.setReadIdleTimeout(
                        (int) config.readIdleTimeout().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setConnectTimeout((int) config.acquisitionTimeout().toMillis())
                .setTcpKeepAlive(true));
        // Silence would meet a connection just as somebody begins to use it, were idle ones not gone before.
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
}
