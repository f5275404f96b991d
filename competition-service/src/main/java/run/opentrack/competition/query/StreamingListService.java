package run.opentrack.competition.query;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import run.opentrack.competition.query.CompetitionReadRepository.SqlQuery;
import run.opentrack.database.BoundedPgPoolCreator;

/** Streams lists of any length from a cursor, a limited number at once. */
@ApplicationScoped
class StreamingListService {
    static final String DATASOURCE = "streaming";
    private static final int KEEP_ALIVES_PER_TIMEOUT = 3;

    private final Vertx vertx;
    private final Pool database;
    private final Config config;
    private final Duration keepAliveInterval;

    StreamingListService(
            Vertx vertx,
            @ReactiveDataSource(DATASOURCE) Pool database,
            Config config,
            BoundedPgPoolCreator.Config pool) {
        this.vertx = vertx;
        this.database = database;
        this.config = config;
        this.keepAliveInterval = pool.readIdleTimeout().dividedBy(KEEP_ALIVES_PER_TIMEOUT);
    }

    /**
     * Writes the whole array and ends the response.
     *
     * @param largeRows whether the first rows are known to be large
     * @param nextPage called with the end of the page, if rows follow it
     */
    Future<Void> write(
            CompetitionFilter filter, boolean largeRows, HttpServerResponse response, Consumer<PageCursor> nextPage) {
        CompetitionQueryBuilder query = CompetitionQueryBuilder.of(filter);
        String sql = query.sqlOfJson() + (filter.limit() == null ? "" : " LIMIT " + filter.limit());
        CursorJsonWriter stream = new CursorJsonWriter(response, largeRows, row -> true);
        return write(
                new SqlQuery(sql, query.values()),
                stream,
                connection -> filter.limit() == null
                        ? Future.succeededFuture()
                        : findPageEnd(connection, query, filter.limit())
                                .onSuccess(cursor -> cursor.ifPresent(nextPage))
                                .mapEmpty());
    }

    /** Writes the rows of a query that fulfil a condition and ends the response. */
    Future<Void> write(SqlQuery query, Predicate<Row> included, HttpServerResponse response) {
        CursorJsonWriter stream = new CursorJsonWriter(response, false, included);
        return write(query, stream, connection -> Future.succeededFuture());
    }

    private Future<Void> write(
            SqlQuery query, CursorJsonWriter stream, Function<SqlConnection, Future<Void>> preparation) {
        return database.withTransaction(connection -> {
            // Keep-alive: an idle cursor would trip the read-idle timeout that detects a dead database.
            long keepAlive = vertx.setPeriodic(
                    keepAliveInterval.toMillis(),
                    timer -> connection.query("SELECT 1").execute());
            long deadline = vertx.setTimer(config.maxDuration().toMillis(), timer -> stream.abort());
            return preparation
                    .apply(connection)
                    .compose(ready -> stream.writeAll(connection, query.sql(), query.values()))
                    .onComplete(done -> {
                        vertx.cancelTimer(keepAlive);
                        vertx.cancelTimer(deadline);
                    });
        });
    }

    /**
     * Finds the end of the page, empty when no row follows it. The transaction keeps its snapshot from here on: a
     * competition written meanwhile would move another one off the end of this page without moving it to the next.
     */
    private static Future<Optional<PageCursor>> findPageEnd(
            SqlConnection connection, CompetitionQueryBuilder query, int limit) {
        return connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute()
                .compose(ready -> connection
                        .preparedQuery(query.sql("NULL, date, full_name, id") + " OFFSET " + (limit - 1) + " LIMIT 2")
                        .execute(query.values()))
                .map(rows -> rows.size() < 2
                        ? Optional.empty()
                        : Optional.of(CompetitionReadRepository.cursorAt(
                                rows.iterator().next())));
    }

    /** Creates a connection pool of its own for streams: slow clients must not occupy the connections of other requests. */
    @Singleton
    @ReactiveDataSource(DATASOURCE)
    static final class PoolCreator extends BoundedPgPoolCreator {
        private final StreamingListService.Config config;

        PoolCreator(BoundedPgPoolCreator.Config pool, StreamingListService.Config config) {
            super(pool);
            this.config = config;
        }

        @Override
        public Pool create(Input input) {
            input.poolOptions().setMaxSize(config.maxConcurrent());
            return super.create(input);
        }
    }

    /** Streaming of lists that are too long to buffer. Each occupies a database connection until its client has read it. */
    @ConfigMapping(prefix = "opentrack.streaming")
    public interface Config {
        /** Maximum number of lists streamed at once by a replica; further ones wait for a connection, and then get 503. */
        @WithDefault("5")
        int maxConcurrent();

        /** Maximum duration of a stream, then it is cut off. Until then the database cannot remove deleted rows. */
        @WithDefault("PT15M")
        Duration maxDuration();
    }
}
