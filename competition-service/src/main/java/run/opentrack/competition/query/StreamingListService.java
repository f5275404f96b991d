package run.opentrack.competition.query;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import run.opentrack.database.PoolConfig;

/** Writes lists of any length, a few at once. */
@ApplicationScoped
class StreamingListService {
    static final String DATASOURCE = "streaming";
    private static final int KEEP_ALIVES_PER_TIMEOUT = 3;

    private final Vertx vertx;
    private final Pool database;
    private final StreamingListConfig config;
    private final Duration keepAliveInterval;

    StreamingListService(
            Vertx vertx, @ReactiveDataSource(DATASOURCE) Pool database, StreamingListConfig config, PoolConfig pool) {
        this.vertx = vertx;
        this.database = database;
        this.config = config;
        this.keepAliveInterval = pool.readIdleTimeout().dividedBy(KEEP_ALIVES_PER_TIMEOUT);
    }

    /**
     * Writes the whole array and ends the answer.
     *
     * @param largeRows whether few of them are known to be many bytes
     * @param next told where the page ends, if something comes after it
     */
    Future<Void> write(
            CompetitionFilter filter, boolean largeRows, HttpServerResponse response, Consumer<PageCursor> next) {
        CompetitionQueryBuilder query = CompetitionQueryBuilder.of(filter);
        String sql = query.sql(CompetitionQueryBuilder.JSON_COLUMN)
                + (filter.limit() == null ? "" : " LIMIT " + filter.limit());
        return database.withTransaction(connection -> {
            CursorJsonWriter stream = new CursorJsonWriter(response, largeRows);
            // A cursor that waits for its client is silent, and silence is how a dead database is told.
            long keepAlive = vertx.setPeriodic(
                    keepAliveInterval.toMillis(),
                    sign -> connection.query("SELECT 1").execute());
            long deadline = vertx.setTimer(config.maxDuration().toMillis(), over -> stream.abort());
            Future<Void> prepared = filter.limit() == null
                    ? Future.succeededFuture()
                    : findPageEnd(connection, query, filter.limit())
                            .onSuccess(cursor -> cursor.ifPresent(next))
                            .mapEmpty();
            return prepared.compose(ready -> stream.writeAll(connection, sql, query.values()))
                    .onComplete(done -> {
                        vertx.cancelTimer(keepAlive);
                        vertx.cancelTimer(deadline);
                    });
        });
    }

    /**
     * Where the page ends; empty when nothing comes after it. From here on the transaction sees what it sees now: a
     * competition that is written meanwhile would move another one off the end of the page, and onto no page at all.
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
}
