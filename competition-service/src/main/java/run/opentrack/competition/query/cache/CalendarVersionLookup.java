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

/** Current versions of countries' calendars: the validators of the caches. Every read looks them up, in one batch. */
@ApplicationScoped
public class CalendarVersionLookup {
    private static final String VERSIONS =
            "SELECT country_id, version FROM calendar_version WHERE country_id = ANY($1)";
    private static final String TOTAL_VERSION = "SELECT coalesce(sum(version), 0)::bigint FROM calendar_version";
    /** Short, because a batch without a result delays the requests behind it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final int MAX_BATCH_SIZE = 1_000;

    private final Pool database;
    private final QueryBatcher<Collection<String>, Map<String, Long>> batcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, TIMEOUT, this::read);
    /** The same for all countries. */
    private final QueryBatcher<Object, Long> totalBatcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, TIMEOUT, this::readTotals);

    CalendarVersionLookup(Pool database) {
        this.database = database;
    }

    /**
     * Sums the versions of countries' calendars, which grows with every write to one of them. To be called on an event
     * loop.
     *
     * @param countries ISO codes; empty for all countries
     */
    public Future<Long> total(Collection<String> countries) {
        return countries.isEmpty()
                ? totalBatcher.submit(countries)
                : batcher.submit(countries).map(versions -> sum(versions, countries));
    }

    private Future<List<Map<String, Long>>> read(List<Collection<String>> batch) {
        String[] countries =
                batch.stream().flatMap(Collection::stream).distinct().toArray(String[]::new);
        return database.preparedQuery(VERSIONS)
                .execute(Tuple.of(countries))
                .map(rows -> Collections.nCopies(batch.size(), byCountry(rows)));
    }

    /** Reads once for all requests of the batch. */
    private Future<List<Long>> readTotals(List<Object> batch) {
        return database.preparedQuery(TOTAL_VERSION)
                .execute()
                .map(rows ->
                        Collections.nCopies(batch.size(), rows.iterator().next().getLong(0)));
    }

    private static Map<String, Long> byCountry(RowSet<Row> rows) {
        Map<String, Long> versions = new HashMap<>();
        rows.forEach(row -> versions.put(row.getString(0), row.getLong(1)));
        return versions;
    }

    private static long sum(Map<String, Long> versions, Collection<String> countries) {
        long sum = 0;
        for (String country : countries) {
            sum += versions.getOrDefault(country, 0L);
        }
        return sum;
    }
}
