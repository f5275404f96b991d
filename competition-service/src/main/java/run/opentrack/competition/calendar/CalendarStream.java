package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;

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

    private CalendarStream(HttpServerResponse response) {
        this.response = response;
    }

    /** Writes the whole array and ends the answer. */
    static Future<Void> write(Pool database, CalendarQuery query, HttpServerResponse response) {
        CalendarStream stream = new CalendarStream(response);
        response.setChunked(true);
        return database.withTransaction(connection -> stream.from(connection, query));
    }

    private Future<Void> from(SqlConnection connection, CalendarQuery query) {
        return connection.prepare(query.sql("convert_to(rendered, 'UTF8')")).compose(statement -> run(statement, query)
                .eventually(() -> statement.close()));
    }

    private Future<Void> run(PreparedStatement statement, CalendarQuery query) {
        RowStream<Row> rows = statement.createStream(FETCHED_ROWS, query.values());
        response.closeHandler(closed -> end(rows, null));
        rows.exceptionHandler(failure -> end(rows, failure));
        rows.endHandler(end -> {
            waiting.appendByte((byte) (first ? '[' : ']'));
            if (first) {
                waiting.appendByte((byte) ']');
            }
            response.end(waiting).onComplete(done);
        });
        rows.handler(row -> take(rows, row));
        return done.future();
    }

    private void take(RowStream<Row> rows, Row row) {
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

    private void end(RowStream<Row> rows, Throwable failure) {
        rows.close().onComplete(closed -> {
            if (failure == null) {
                done.tryComplete();
            } else {
                done.tryFail(failure);
            }
        });
    }
}
