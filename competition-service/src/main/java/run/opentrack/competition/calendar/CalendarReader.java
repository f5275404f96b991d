package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import run.opentrack.access.Read;

/** What is read of the calendar. Stored JSON goes from the row to the answer as it is; nothing is mapped. */
@ApplicationScoped
class CalendarReader {
    private static final String VERSION = "SELECT coalesce(sum(version), 0)::bigint FROM calendar_version";

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
                ? database.preparedQuery(VERSION)
                        .execute()
                        .timeout(Read.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .map(rows -> rows.iterator().next().getLong(0))
                : versions.now(filter.countries()).map(now -> sum(now, filter.countries()));
    }

    /** The first rows, and the last one's place. */
    Future<RowSet<Row>> rows(CalendarFilter filter, int most) {
        CalendarQuery query = CalendarQuery.of(filter);
        return database.preparedQuery(query.sql("convert_to(rendered, 'UTF8'), date, full_name, id") + " LIMIT " + most)
                .execute(query.values())
                .timeout(Read.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static long sum(Map<String, Long> versions, List<String> countries) {
        long sum = 0;
        for (String country : countries) {
            sum += versions.getOrDefault(country, 0L);
        }
        return sum;
    }
}
