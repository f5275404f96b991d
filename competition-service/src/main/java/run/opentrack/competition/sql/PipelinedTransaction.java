package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * A transaction of plain statements that makes the way to the database twice: BEGIN goes out with the first, COMMIT with
 * the last. Hibernate's makes it twice more, and a country's creates wait for each other.
 */
public final class PipelinedTransaction {
    private final SqlConnection connection;
    private boolean committing;

    private PipelinedTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    /** @param work ends in {@link #last}, or fails, and then nothing is written */
    public static <T> Uni<T> run(Pool database, Function<PipelinedTransaction, Uni<T>> work) {
        return database.getConnection().chain(connection -> {
            PipelinedTransaction transaction = new PipelinedTransaction(connection);
            return work.apply(transaction)
                    .onFailure()
                    .call(transaction::rollBack)
                    .eventually(connection::close);
        });
    }

    /** What is asked first. */
    public <T> Uni<T> begin(Function<SqlExecutor, Uni<T>> queries) {
        return Uni.combine()
                .all()
                .unis(executeUnprepared("BEGIN"), queries.apply(SqlExecutor.on(connection)))
                .with((begun, answer) -> answer);
    }

    /** What is written last. Where the database refuses any of it, it takes COMMIT for ROLLBACK. */
    public <T> Uni<T> commit(Function<SqlExecutor, Uni<T>> statements) {
        Uni<T> work = statements.apply(SqlExecutor.on(connection));
        committing = true;
        return Uni.combine()
                .all()
                .unis(work, executeUnprepared("COMMIT"))
                .collectFailures()
                .with((answer, committed) -> answer);
    }

    /** A connection that does not answer even that is not given back: the pool forgets it when it breaks. */
    private Uni<Void> rollBack() {
        return committing ? Uni.createFrom().voidItem() : executeUnprepared("ROLLBACK");
    }

    private Uni<Void> executeUnprepared(String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }
}
