package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import run.opentrack.database.AdvisoryLockNamespace;

/**
 * Advisory lock of an account or a country until the end of the transaction, so that its requests of one kind are counted
 * one after the other. It is a statement of its own, so that the next one counts what the previous holder committed.
 */
public final class QuotaAdvisoryLock {
    private QuotaAdvisoryLock() {}

    /** @param owner id of the account, or code of the country */
    public static Uni<Void> acquire(SqlExecutor sql, AdvisoryLockNamespace namespace, Object owner) {
        return sql.execute(
                "SELECT 1 FROM pg_advisory_xact_lock($1, $2)",
                namespace.number(),
                AdvisoryLockNamespace.ownerKey(owner));
    }
}
