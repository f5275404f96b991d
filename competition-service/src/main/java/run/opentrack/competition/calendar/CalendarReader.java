package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import run.opentrack.database.ReadTimeout;

/** What is read of the calendar. Stored JSON goes from the row to the answer as it is; nothing is mapped. */
@ApplicationScoped
class CalendarReader {
    private static final String VERSION = "SELECT coalesce(sum(version), 0)::bigint FROM calendar_version";

    /** Their column. */
    static final int JSON = 0;

    /** A list of so many bytes is written from a cursor. */
    private static final long BYTES_AT_ONCE = 4 * 1024 * 1024;

    private final Pool database;
    private final CalendarVersions versions;

    CalendarReader(Pool database, CalendarVersions versions) {
        this.database = database;
        this.versions = versions;
    }

    /**
     * A number that grows with every write to a calendar that the filter could show. Read before the rows: then an answer
     * may be newer than its number says, never older.
     */
    Future<Long> version(CalendarFilter filter) {
        return filter.countries().isEmpty()
                ? ask(VERSION, Tuple.tuple()).map(rows -> rows.iterator().next().getLong(0))
                : versions.now(filter.countries()).map(now -> sum(now, filter.countries()));
    }

    /** The first rows, and where each stands; fewer, but more bytes than may be read at once, when they are large. */
    Future<RowSet<Row>> rows(CalendarFilter filter, int most) {
        CalendarQuery query = CalendarQuery.of(filter);
        return ask(query.sqlWithin(most, BYTES_AT_ONCE), query.values());
    }

    static boolean areAll(RowSet<Row> rows) {
        return bytes(rows) < BYTES_AT_ONCE;
    }

    static long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.getBuffer(JSON).length();
        }
        return bytes;
    }

    static PagePlace place(Row row) {
        return new PagePlace(row.getLocalDate(1), row.getString(2), row.getUUID(3));
    }

    private Future<RowSet<Row>> ask(String sql, Tuple values) {
        return database.preparedQuery(sql)
                .execute(values)
                .timeout(ReadTimeout.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static long sum(Map<String, Long> versions, List<String> countries) {
        long sum = 0;
        for (String country : countries) {
            sum += versions.getOrDefault(country, 0L);
        }
        return sum;
    }
}
