package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.TreeSet;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Counts the writes to a country's calendar; readers compare it. The country is locked, so nobody waits here. It never
 * falls behind the clock: a database restored from a backup does not count through the same numbers again.
 */
public final class CalendarVersionCounter {
    private static final String INCREMENT = """
            INSERT INTO opentrack.calendar_version AS v (country_id, version) VALUES ($1, extract(epoch FROM clock_timestamp()) * 1000)
            ON CONFLICT (country_id) DO UPDATE SET version = greatest(v.version + 1, EXCLUDED.version)""";

    private CalendarVersionCounter() {}

    public static Uni<Void> increment(SqlExecutor statements, Collection<String> countries) {
        Uni<Void> counted = Uni.createFrom().voidItem();
        for (String country : new TreeSet<>(countries)) {
            counted = counted.chain(() -> increment(statements, country));
        }
        return counted;
    }

    static Uni<Void> increment(SqlExecutor statements, String country) {
        return statements.execute(INCREMENT, country);
    }
}
