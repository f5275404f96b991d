package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.AdvisoryLockNamespace;

/**
 * Advisory lock of a country's calendar until the end of the transaction, on all replicas. It is a statement of its own
 * under READ COMMITTED, so that the statements after it see what the previous holder committed. Waits up to the
 * connection's lock_timeout, which ends in a 503.
 */
public final class CountryAdvisoryLock {
    private CountryAdvisoryLock() {}

    /** @param countries in any order; they are locked in alphabetical order, so that transactions cannot deadlock */
    public static Uni<Void> acquire(SqlExecutor sql, Collection<String> countries) {
        List<Uni<Void>> locks = new TreeSet<>(countries)
                .stream()
                        .map(country -> sql.execute(
                                "SELECT 1 FROM pg_advisory_xact_lock($1, $2)",
                                AdvisoryLockNamespace.CALENDAR.number(),
                                key(country)))
                        .toList();
        return Uni.join().all(locks).andFailFast().replaceWithVoid();
    }

    static int key(String country) {
        return country.charAt(0) << 16 | country.charAt(1) << 8 | country.charAt(2);
    }
}
