package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.TreeSet;
import run.opentrack.competition.Statements;

/**
 * Counts the writes to a country's calendar; readers compare it. The country is locked, so nobody waits here. It never
 * falls behind the clock: a database restored from a backup does not count through the same numbers again.
 */
public final class CalendarVersion {
    private static final String NEXT = """
            INSERT INTO opentrack.calendar_version AS v (country_id, version) VALUES ($1, extract(epoch FROM clock_timestamp()) * 1000)
            ON CONFLICT (country_id) DO UPDATE SET version = greatest(v.version + 1, EXCLUDED.version)""";

    private CalendarVersion() {}

    public static Uni<Void> next(Statements statements, Collection<String> countries) {
        Uni<Void> counted = Uni.createFrom().voidItem();
        for (String country : new TreeSet<>(countries)) {
            counted = counted.chain(() -> next(statements, country));
        }
        return counted;
    }

    static Uni<Void> next(Statements statements, String country) {
        return statements.tell(NEXT, country);
    }
}
