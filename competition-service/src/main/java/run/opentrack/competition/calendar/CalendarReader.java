package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What is read of the calendar. Stored JSON goes from the row to the answer as it is; nothing is mapped. */
@ApplicationScoped
class CalendarReader {
    private static final String ONE = "SELECT rendered, etag FROM competition WHERE id = $1";
    private static final String VERSION = "SELECT coalesce(sum(version), 0)::bigint FROM calendar_version";
    private static final String VERSION_OF = VERSION + " WHERE country_id = ANY($1)";

    private final Pool database;

    CalendarReader(Pool database) {
        this.database = database;
    }

    Future<RowSet<Row>> one(UUID id) {
        return database.preparedQuery(ONE).execute(Tuple.of(id));
    }

    /**
     * A number that grows with every write to a calendar that the filter could show. Read before the rows: then an answer
     * may be newer than its number says, never older.
     */
    Future<Long> version(CalendarFilter filter) {
        Future<RowSet<Row>> sum = filter.countries().isEmpty()
                ? database.preparedQuery(VERSION).execute()
                : database.preparedQuery(VERSION_OF)
                        .execute(Tuple.of(filter.countries().toArray(String[]::new)));
        return sum.map(rows -> rows.iterator().next().getLong(0));
    }

    /** The first rows, and the last one's place. */
    Future<RowSet<Row>> rows(CalendarFilter filter, int most) {
        CalendarQuery query = CalendarQuery.of(filter);
        return database.preparedQuery(query.sql("rendered, date, full_name, id") + " LIMIT " + most)
                .execute(query.values());
    }

    Pool database() {
        return database;
    }
}
