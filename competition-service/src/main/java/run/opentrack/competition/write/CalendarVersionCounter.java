package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Increments the version of a country's calendar, which readers compare. The country must be locked. The version never
 * falls behind the clock, so that a database restored from a backup does not repeat versions. A transaction counts before it
 * writes: the trigger that records the version of each change would count otherwise.
 */
public final class CalendarVersionCounter {
    private static final String INCREMENT = """
            INSERT INTO opentrack.calendar_version AS v (country_id, version) VALUES ($1, extract(epoch FROM clock_timestamp()) * 1000)
            ON CONFLICT (country_id) DO UPDATE SET version = greatest(v.version + 1, EXCLUDED.version)""";

    private CalendarVersionCounter() {}

    public static Uni<Void> increment(SqlExecutor sql, Collection<String> countries) {
        List<Uni<Void>> increments = new TreeSet<>(countries)
                .stream().map(country -> sql.execute(INCREMENT, country)).toList();
        return Uni.join().all(increments).andFailFast().replaceWithVoid();
    }
}
