package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeoutException;

/**
 * A list of any length in constant memory: rows are fetched from a cursor as fast as the client takes them, and no
 * faster. A client that hangs up ends the query.
 */
final class CalendarStream {
    /** Were all of them as large as a competition may be, 1 MiB, so many would still fit into memory. */
    private static final int MOST_ROWS = 64;

    private static final long FETCHED_BYTES = 256 * 1024;
    private static final int WRITTEN_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private final Promise<Void> done = Promise.promise();
    private Cursor cursor;
    private Buffer waiting = Buffer.buffer(WRITTEN_BYTES + 4_096);
    private boolean first = true;
    private int rowsAtOnce;
    private boolean over;

    /** @param largeRows whether few of them are known to be many bytes */
    CalendarStream(HttpServerResponse response, boolean largeRows) {
        this.response = response;
        this.rowsAtOnce = largeRows ? 1 : MOST_ROWS;
    }

    /** Writes the whole array and ends the answer. */
    Future<Void> from(SqlConnection connection, String sql, Tuple values) {
        response.setChunked(true);
        return connection.prepare(sql).compose(statement -> run(statement, values)
                .eventually(() -> statement.close()));
    }

    /** Cuts the answer off, unless it has ended. */
    void giveUp() {
        end(new TimeoutException("a list was taken too slowly"));
    }

    private Future<Void> run(PreparedStatement statement, Tuple values) {
        cursor = statement.cursor(values);
        response.closeHandler(closed -> end(null));
        takeWhenRead(cursor.read(rowsAtOnce));
        return done.future();
    }

    private void takeWhenRead(Future<RowSet<Row>> rows) {
        rows.onSuccess(this::take).onFailure(this::end);
    }

    /** While these rows are written the next ones are on their way. They are taken once the client has these. */
    private void take(RowSet<Row> rows) {
        if (over) {
            return;
        }
        rowsAtOnce = (int)
                Math.max(1, Math.min(MOST_ROWS, FETCHED_BYTES * rows.size() / Math.max(1, CalendarReader.bytes(rows))));
        Future<RowSet<Row>> next = cursor.hasMore() ? cursor.read(rowsAtOnce) : null;
        rows.forEach(this::write);
        if (next == null) {
            waiting.appendString(first ? "[]" : "]");
            response.end(waiting).onComplete(done);
        } else if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                // It is called at each drain from now on, and rows taken twice would mix up the list.
                response.drainHandler(null);
                takeWhenRead(next);
            });
        } else {
            takeWhenRead(next);
        }
    }

    private void write(Row row) {
        waiting.appendByte((byte) (first ? '[' : ',')).appendBuffer(row.getBuffer(CalendarReader.JSON));
        first = false;
        if (waiting.length() >= WRITTEN_BYTES) {
            response.write(waiting);
            waiting = Buffer.buffer(WRITTEN_BYTES + 4_096);
        }
    }

    private void end(Throwable failure) {
        over = true;
        cursor.close().onComplete(closed -> {
            if (failure == null) {
                done.tryComplete();
            } else {
                done.tryFail(failure);
            }
        });
    }
}
