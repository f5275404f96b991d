package run.opentrack.competition.query;

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
import java.util.function.Predicate;

/**
 * Writer of a JSON array from a database cursor, in constant memory. Rows are fetched no faster than the client reads, and a
 * disconnect ends the query.
 */
final class CursorJsonWriter {
    /** Few enough to fit into memory if each has the maximum size of a competition, 1 MiB. */
    private static final int MAX_FETCH_ROWS = 64;

    private static final long TARGET_FETCH_BYTES = 256 * 1024;
    private static final int WRITE_BUFFER_SIZE = 64 * 1024;

    private final HttpServerResponse response;
    private final Predicate<Row> included;
    private final Promise<Void> done = Promise.promise();
    private Cursor cursor;
    private Buffer writeBuffer = Buffer.buffer(WRITE_BUFFER_SIZE + 4_096);
    private boolean first = true;
    private int fetchSize;
    private boolean closed;

    /**
     * @param largeRows whether the first rows are known to be large
     * @param included condition for the rows that are written
     */
    CursorJsonWriter(HttpServerResponse response, boolean largeRows, Predicate<Row> included) {
        this.response = response;
        this.included = included;
        this.fetchSize = largeRows ? 1 : MAX_FETCH_ROWS;
    }

    /** Writes the whole array and ends the response. */
    Future<Void> writeAll(SqlConnection connection, String sql, Tuple values) {
        response.setChunked(true);
        return connection.prepare(sql).compose(statement -> openCursor(statement, values)
                .eventually(() -> statement.close()));
    }

    /** Aborts the response, unless it has ended. */
    void abort() {
        close(new TimeoutException("the client reads the list too slowly"));
    }

    private Future<Void> openCursor(PreparedStatement statement, Tuple values) {
        cursor = statement.cursor(values);
        response.closeHandler(closed -> close(null));
        awaitRows(cursor.read(fetchSize));
        return done.future();
    }

    private void awaitRows(Future<RowSet<Row>> rows) {
        rows.onSuccess(this::onRows).onFailure(this::close);
    }

    /** Fetches the next rows while these are written, and writes those once the client has read these. */
    private void onRows(RowSet<Row> rows) {
        if (closed) {
            return;
        }
        fetchSize = (int) Math.max(
                1,
                Math.min(
                        MAX_FETCH_ROWS,
                        TARGET_FETCH_BYTES * rows.size() / Math.max(1, CompetitionReadRepository.bytes(rows))));
        Future<RowSet<Row>> next = cursor.hasMore() ? cursor.read(fetchSize) : null;
        rows.forEach(this::append);
        if (next == null) {
            writeBuffer.appendString(first ? "[]" : "]");
            response.end(writeBuffer).onComplete(done);
        } else if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                // The handler is called at every drain, but these rows must be awaited once.
                response.drainHandler(null);
                awaitRows(next);
            });
        } else {
            awaitRows(next);
        }
    }

    private void append(Row row) {
        if (!included.test(row)) {
            return;
        }
        writeBuffer
                .appendByte((byte) (first ? '[' : ','))
                .appendBuffer(row.getBuffer(CompetitionReadRepository.JSON_INDEX));
        first = false;
        if (writeBuffer.length() >= WRITE_BUFFER_SIZE) {
            response.write(writeBuffer);
            writeBuffer = Buffer.buffer(WRITE_BUFFER_SIZE + 4_096);
        }
    }

    private void close(Throwable failure) {
        closed = true;
        cursor.close().onComplete(closed -> {
            if (failure == null) {
                done.tryComplete();
            } else {
                done.tryFail(failure);
            }
        });
    }
}
