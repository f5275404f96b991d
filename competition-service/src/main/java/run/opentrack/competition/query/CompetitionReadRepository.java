package run.opentrack.competition.query;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import run.opentrack.competition.query.cache.CalendarVersionLookup;
import run.opentrack.database.ReadTimeout;

/** What is read of the calendar. Stored JSON goes from the row to the answer as it is; nothing is mapped. */
@ApplicationScoped
public class CompetitionReadRepository {
    private static final String TOTAL_VERSION = "SELECT coalesce(sum(version), 0)::bigint FROM calendar_version";

    /** Their column. */
    public static final int JSON_INDEX = 0;

    /** A list of so many bytes is written from a cursor. */
    private static final long MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

    private final Pool database;
    private final CalendarVersionLookup versions;

    CompetitionReadRepository(Pool database, CalendarVersionLookup versions) {
        this.database = database;
        this.versions = versions;
    }

    /**
     * A number that grows with every write to a calendar that the filter could show. Read before the rows: then an answer
     * may be newer than its number says, never older.
     */
    Future<Long> version(CompetitionFilter filter) {
        return filter.countries().isEmpty()
                ? query(TOTAL_VERSION, Tuple.tuple())
                        .map(rows -> rows.iterator().next().getLong(0))
                : versions.current(filter.countries()).map(current -> sum(current, filter.countries()));
    }

    /** The first rows, and where each stands; fewer, but more bytes than may be read at once, when they are large. */
    Future<RowSet<Row>> rows(CompetitionFilter filter, int maxRows) {
        CompetitionQueryBuilder query = CompetitionQueryBuilder.of(filter);
        return query(query.sqlUpToBytes(maxRows, MAX_BUFFERED_BYTES), query.values());
    }

    static boolean isComplete(RowSet<Row> rows) {
        return bytes(rows) < MAX_BUFFERED_BYTES;
    }

    public static long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.getBuffer(JSON_INDEX).length();
        }
        return bytes;
    }

    static PageCursor cursorAt(Row row) {
        return new PageCursor(row.getLocalDate(1), row.getString(2), row.getUUID(3));
    }

    private Future<RowSet<Row>> query(String sql, Tuple values) {
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
