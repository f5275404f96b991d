package run.opentrack.export.calendar;

import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import run.opentrack.export.store.PublicFile;
import run.opentrack.wire.country.Countries;

/**
 * Builds the files of a run from one snapshot of the database, row by row: a million competitions need no more memory
 * than a thousand. Blocks: for the thread of a run only.
 */
@ApplicationScoped
public class CalendarBuilder {
    private static final String SNAPSHOT = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final String COUNTRIES = "SELECT country_id FROM calendar_version";
    private static final String OF_YEAR = """
            SELECT country_id, rendered FROM competition WHERE date >= $1 AND date <= $2
             ORDER BY date, full_name, id""";
    private static final int FETCHED_ROWS = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Pool database;

    CalendarBuilder(Pool database) {
        this.database = database;
    }

    /**
     * @param years whose calendars are built
     * @param folder an empty one for the files
     */
    public List<PublicFile> build(List<Integer> years, Path folder) throws IOException {
        SqlConnection connection = database.getConnection().await().atMost(LONGEST_WAIT);
        try {
            connection.query(SNAPSHOT).execute().await().atMost(LONGEST_WAIT);
            Set<String> countries = countries(connection);
            List<PublicFile> files = new ArrayList<>();
            for (int year : years) {
                files.addAll(build(connection, year, countries, folder));
            }
            connection.query("COMMIT").execute().await().atMost(LONGEST_WAIT);
            return files;
        } finally {
            connection.close().await().atMost(LONGEST_WAIT);
        }
    }

    private static Set<String> countries(SqlConnection connection) {
        Set<String> countries = new TreeSet<>(Countries.european());
        connection
                .query(COUNTRIES)
                .execute()
                .await()
                .atMost(LONGEST_WAIT)
                .forEach(row -> countries.add(row.getString(0)));
        return countries;
    }

    private static List<PublicFile> build(SqlConnection connection, int year, Set<String> countries, Path folder)
            throws IOException {
        try (CalendarYear calendar = new CalendarYear(year, countries, folder)) {
            Cursor cursor = connection
                    .prepare(OF_YEAR)
                    .await()
                    .atMost(LONGEST_WAIT)
                    .cursor(Tuple.of(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)));
            do {
                RowSet<Row> rows = cursor.read(FETCHED_ROWS).await().atMost(LONGEST_WAIT);
                for (Row row : rows) {
                    calendar.add(row.getString(0), row.getString(1));
                }
            } while (cursor.hasMore());
            cursor.close().await().atMost(LONGEST_WAIT);
            return calendar.finish();
        }
    }
}
