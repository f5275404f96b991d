package run.opentrack.competition.calendar;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import run.opentrack.access.PoolConfig;

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
     */
    Future<Void> write(CalendarFilter filter, boolean largeRows, HttpServerResponse response) {
        CalendarQuery query = CalendarQuery.of(filter);
        String sql = query.sql(CalendarQuery.JSON) + (filter.limit() == null ? "" : " LIMIT " + filter.limit());
        return database.withTransaction(connection -> {
            CalendarStream stream = new CalendarStream(response, largeRows);
            // A cursor that waits for its client is silent, and silence is how a dead database is told.
            long signs = vertx.setPeriodic(
                    signEvery.toMillis(), sign -> connection.query("SELECT 1").execute());
            long end = vertx.setTimer(config.longest().toMillis(), over -> stream.giveUp());
            return stream.from(connection, sql, query.values()).onComplete(done -> {
                vertx.cancelTimer(signs);
                vertx.cancelTimer(end);
            });
        });
    }
}
