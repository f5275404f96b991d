package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeoutException;

/**
 * A list of any length in constant memory: rows are fetched from a cursor as fast as the client takes them, and no
 * faster. A client that hangs up ends the query.
 */
final class CalendarStream {
    private static final int FETCHED_ROWS = 256;
    private static final int WRITTEN_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private final Promise<Void> done = Promise.promise();
    private Buffer waiting = Buffer.buffer(WRITTEN_BYTES + 4_096);
    private boolean first = true;
    private RowStream<Row> rows;

    CalendarStream(HttpServerResponse response) {
        this.response = response;
    }

    /** Writes the whole array and ends the answer. */
    Future<Void> from(SqlConnection connection, String sql, CalendarQuery query) {
        response.setChunked(true);
        return connection.prepare(sql).compose(statement -> run(statement, query)
                .eventually(() -> statement.close()));
    }

    /** Cuts the answer off, unless it has ended. */
    void giveUp() {
        if (rows != null) {
            end(new TimeoutException("a list was taken too slowly"));
        }
    }

    private Future<Void> run(PreparedStatement statement, CalendarQuery query) {
        rows = statement.createStream(FETCHED_ROWS, query.values());
        response.closeHandler(closed -> end(null));
        rows.exceptionHandler(this::end);
        rows.endHandler(end -> {
            waiting.appendByte((byte) (first ? '[' : ']'));
            if (first) {
                waiting.appendByte((byte) ']');
            }
            response.end(waiting).onComplete(done);
        });
        rows.handler(this::take);
        return done.future();
    }

    private void take(Row row) {
        waiting.appendByte((byte) (first ? '[' : ',')).appendBuffer(row.getBuffer(0));
        first = false;
        if (waiting.length() < WRITTEN_BYTES) {
            return;
        }
        response.write(waiting);
        waiting = Buffer.buffer(WRITTEN_BYTES + 4_096);
        if (response.writeQueueFull()) {
            rows.pause();
            response.drainHandler(drained -> rows.resume());
        }
    }

    private void end(Throwable failure) {
        rows.close().onComplete(closed -> {
            if (failure == null) {
                done.tryComplete();
            } else {
                done.tryFail(failure);
            }
        });
    }
}
