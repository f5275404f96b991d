package run.opentrack.competition.calendar;

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
class LongLists {
    static final String CONNECTIONS = "long-lists";
    private static final int SIGNS_IN_A_SILENCE = 3;

    private final Vertx vertx;
    private final Pool database;
    private final LongListConfig config;
    private final Duration signEvery;

    LongLists(Vertx vertx, @ReactiveDataSource(CONNECTIONS) Pool database, LongListConfig config, PoolConfig pool) {
        this.vertx = vertx;
        this.database = database;
        this.config = config;
        this.signEvery = pool.silence().dividedBy(SIGNS_IN_A_SILENCE);
    }

    /**
     * Writes the whole array and ends the answer.
     *
     * @param largeRows whether few of them are known to be many bytes
     * @param next told where the page ends, if something comes after it
     */
    Future<Void> write(
            CalendarFilter filter, boolean largeRows, HttpServerResponse response, Consumer<PagePlace> next) {
        CalendarQuery query = CalendarQuery.of(filter);
        String sql = query.sql(CalendarQuery.JSON) + (filter.limit() == null ? "" : " LIMIT " + filter.limit());
        return database.withTransaction(connection -> {
            CalendarStream stream = new CalendarStream(response, largeRows);
            // A cursor that waits for its client is silent, and silence is how a dead database is told.
            long signs = vertx.setPeriodic(
                    signEvery.toMillis(), sign -> connection.query("SELECT 1").execute());
            long end = vertx.setTimer(config.longest().toMillis(), over -> stream.giveUp());
            Future<Void> asked = filter.limit() == null
                    ? Future.succeededFuture()
                    : end(connection, query, filter.limit())
                            .onSuccess(place -> place.ifPresent(next))
                            .mapEmpty();
            return asked.compose(ready -> stream.from(connection, sql, query.values()))
                    .onComplete(done -> {
                        vertx.cancelTimer(signs);
                        vertx.cancelTimer(end);
                    });
        });
    }

    /**
     * Where the page ends; empty when nothing comes after it. From here on the transaction sees what it sees now: a
     * competition that is written meanwhile would move another one off the end of the page, and onto no page at all.
     */
    private static Future<Optional<PagePlace>> end(SqlConnection connection, CalendarQuery query, int limit) {
        return connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute()
                .compose(ready -> connection
                        .preparedQuery(query.sql("NULL, date, full_name, id") + " OFFSET " + (limit - 1) + " LIMIT 2")
                        .execute(query.values()))
                .map(rows -> rows.size() < 2
                        ? Optional.empty()
                        : Optional.of(CalendarReader.place(rows.iterator().next())));
    }
}
