package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.function.Function;
import run.opentrack.database.WriteTransaction;

/**
 * Transaction that sends BEGIN with its first statements and COMMIT with its last. Two round trips are enough for a
 * write then, which matters because the writes to one country run one after the other.
 */
public final class PipelinedTransaction {
    private final SqlExecutor sql;
    /** Null for a part of another transaction. */
    private final SqlConnection connection;

    private final Runnable markCommitting;
    private boolean committing;

    private PipelinedTransaction(SqlExecutor sql, SqlConnection connection, Runnable markCommitting) {
        this.sql = sql;
        this.connection = connection;
        this.markCommitting = markCommitting;
    }

    /** Part of another transaction, which begins and commits: its own do not. */
    public static PipelinedTransaction within(SqlExecutor sql) {
        return new PipelinedTransaction(sql, null, () -> {});
    }

    /**
     * @param timeout the deadline, see {@link WriteTransaction}
     * @param work ends with {@link #commit}; if it fails before, nothing is written
     */
    public static <T> Uni<T> run(Pool database, Duration timeout, Function<PipelinedTransaction, Uni<T>> work) {
        return WriteTransaction.withOwnCommit(
                timeout, markCommitting -> database.getConnection().chain(connection -> {
                    PipelinedTransaction transaction =
                            new PipelinedTransaction(SqlExecutor.on(connection), connection, markCommitting);
                    return Uni.createFrom()
                            .deferred(() -> work.apply(transaction))
                            .onFailure()
                            .call(transaction::rollBack)
                            .eventually(connection::close);
                }));
    }

    /** Sends BEGIN and the first statements. */
    public <T> Uni<T> begin(Function<SqlExecutor, Uni<T>> statements) {
        Uni<T> first = statements.apply(sql);
        if (connection == null) {
            return first;
        }
        return Uni.combine().all().unis(executeUnprepared("BEGIN"), first).with((begun, result) -> result);
    }

    /** Executor for statements between the first and the last. */
    public SqlExecutor sql() {
        return sql;
    }

    /** Sends the last statements and COMMIT, which the database treats as ROLLBACK if a statement failed. */
    public <T> Uni<T> commit(Function<SqlExecutor, Uni<T>> statements) {
        Uni<T> last = statements.apply(sql);
        if (connection == null) {
            return last;
        }
        markCommitting.run();
        committing = true;
        return Uni.combine()
                .all()
                .unis(last, executeUnprepared("COMMIT"))
                .collectFailures()
                .with((result, committed) -> result);
    }

    /** Sends ROLLBACK, unless COMMIT was sent. */
    public Uni<Void> rollBack() {
        return committing ? Uni.createFrom().voidItem() : executeUnprepared("ROLLBACK");
    }

    private Uni<Void> executeUnprepared(String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }
}
