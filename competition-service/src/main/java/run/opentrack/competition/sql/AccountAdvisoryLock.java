package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/**
 * Advisory lock of an account until the end of the transaction, so that its requests of one kind are counted one after the
 * other. It is a statement of its own, so that the next one counts what the previous holder committed.
 */
public enum AccountAdvisoryLock {
    /** "RDCT". */
    REDACTIONS(0x5244_4354),
    /** "IMPT". */
    IMPORTS(0x494d_5054);

    private final int namespace;

    AccountAdvisoryLock(int namespace) {
        this.namespace = namespace;
    }

    public Uni<Void> acquire(SqlExecutor sql, UUID account) {
        return sql.execute("SELECT 1 FROM pg_advisory_xact_lock($1, $2)", namespace, account.hashCode());
    }
}
