package run.opentrack.competition.query;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import run.opentrack.database.BoundedPgPoolCreator;
import run.opentrack.database.PoolConfig;

/** Connections of their own for long lists: clients that take theirs slowly must not have all that others need. */
@Singleton
@ReactiveDataSource(StreamingListService.DATASOURCE)
class StreamingListPool extends BoundedPgPoolCreator {
    private final StreamingListConfig config;

    StreamingListPool(PoolConfig pool, StreamingListConfig config) {
        super(pool);
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.poolOptions().setMaxSize(config.maxConcurrent());
        return super.create(input);
    }
}
