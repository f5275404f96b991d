package run.opentrack.competition;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * A transaction of plain statements that makes the way to the database twice: BEGIN goes out with the first, COMMIT with
 * the last. Hibernate's makes it twice more, and a country's creates wait for each other.
 */
public final class ShortTransaction {
    private final SqlConnection connection;
    private boolean ending;

    private ShortTransaction(SqlConnection connection) {
        this.connection = connection;
    }

    /** @param work ends in {@link #last}, or fails, and then nothing is written */
    public static <T> Uni<T> on(Pool database, Function<ShortTransaction, Uni<T>> work) {
        return database.getConnection().chain(connection -> {
            ShortTransaction transaction = new ShortTransaction(connection);
            return work.apply(transaction)
                    .onFailure()
                    .call(transaction::rollBack)
                    .eventually(connection::close);
        });
    }

    /** What is asked first. */
    public <T> Uni<T> first(Function<Statements, Uni<T>> asked) {
        return Uni.combine()
                .all()
                .unis(plain("BEGIN"), asked.apply(Statements.on(connection)))
                .with((begun, answer) -> answer);
    }

    /** What is written last. Where the database refuses any of it, it takes COMMIT for ROLLBACK. */
    public <T> Uni<T> last(Function<Statements, Uni<T>> written) {
        Uni<T> work = written.apply(Statements.on(connection));
        ending = true;
        return Uni.combine().all().unis(work, plain("COMMIT")).collectFailures().with((answer, committed) -> answer);
    }

    /** A connection that does not answer even that is not given back: the pool forgets it when it breaks. */
    private Uni<Void> rollBack() {
        return ending ? Uni.createFrom().voidItem() : plain("ROLLBACK");
    }

    private Uni<Void> plain(String sql) {
        return connection.query(sql).execute().replaceWithVoid();
    }
}
