package run.opentrack.competition.query.cache;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.competition.sql.QueryBatcher;

/**
 * The versions of countries' calendars at this moment, which say whether what is held in memory is still what the
 * database has. Every read asks.
 */
@ApplicationScoped
public class CalendarVersionLookup {
    private static final String VERSIONS =
            "SELECT country_id, version FROM calendar_version WHERE country_id = ANY($1)";
    /** A question that is not answered must not hold up those behind it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int MAX_BATCH_SIZE = 1_000;

    private final Pool database;
    private final QueryBatcher<Collection<String>, Map<String, Long>> batcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, TIMEOUT, this::read);

    CalendarVersionLookup(Pool database) {
        this.database = database;
    }

    /** By country; one that never had a competition is not in it. To be called on an event loop. */
    public Future<Map<String, Long>> current(Collection<String> countries) {
        return batcher.submit(countries);
    }

    private Future<List<Map<String, Long>>> read(List<Collection<String>> batch) {
        String[] countries =
                batch.stream().flatMap(Collection::stream).distinct().toArray(String[]::new);
        return database.preparedQuery(VERSIONS)
                .execute(Tuple.of(countries))
                .map(rows -> Collections.nCopies(batch.size(), byCountry(rows)));
    }

    private static Map<String, Long> byCountry(RowSet<Row> rows) {
        Map<String, Long> versions = new HashMap<>();
        rows.forEach(row -> versions.put(row.getString(0), row.getLong(1)));
        return versions;
    }
}
