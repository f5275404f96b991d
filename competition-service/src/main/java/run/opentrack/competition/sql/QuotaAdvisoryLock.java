package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;

/**
 * Advisory lock of an account or a country until the end of the transaction, so that its requests of one kind are counted
 * one after the other. It is a statement of its own, so that the next one counts what the previous holder committed.
 */
public enum QuotaAdvisoryLock {
    /** "RDCT", of an account. */
    REDACTIONS(0x5244_4354),
    /** "IMPT", of an account. Its erasure waits for it too. */
    IMPORTS(0x494d_5054),
    /** "ADDR", of a country. */
    IMPORT_ADDRESSES(0x4144_4452);

    private final int namespace;

    QuotaAdvisoryLock(int namespace) {
        this.namespace = namespace;
    }

    /** @param owner id of the account, or code of the country */
    public Uni<Void> acquire(SqlExecutor sql, Object owner) {
        return sql.execute("SELECT 1 FROM pg_advisory_xact_lock($1, $2)", namespace, owner.hashCode());
    }
}
