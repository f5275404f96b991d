package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * SQL as it is, with parameters $1, $2 and so on. A connection keeps the order in which statements are subscribed to,
 * those that are not prepared yet as well, so that one need not wait for the answer of the one before: several that do not
 * depend on each other's answers make the way to the database once.
 */
public interface SqlExecutor {
    /** The rows that it answers. */
    Uni<List<Object[]>> query(String sql, Object... parameters);

    /** For a statement that answers nothing. */
    default Uni<Void> execute(String sql, Object... parameters) {
        return query(sql, parameters).replaceWithVoid();
    }

    /**
     * In the transaction of a session, past Hibernate's reading of native queries, which cost a create a fifth of its
     * processor time. What the session's entities are to become must be flushed before, and waited for.
     */
    static SqlExecutor in(Session session) {
        ReactiveConnection connection = ((MutinySessionImpl) session).getReactiveConnection();
        return (sql, parameters) -> Uni.createFrom()
                .completionStage(() -> connection.select(sql, parameters))
                .map(rows -> {
                    List<Object[]> all = new ArrayList<>();
                    rows.forEachRemaining(all::add);
                    return all;
                });
    }

    /** On a connection, or, where the client is the pool, beside all transactions. */
    static SqlExecutor on(SqlClient client) {
        return (sql, parameters) -> client.preparedQuery(sql)
                .execute(Tuple.wrap(parameters))
                .map(rows -> rows.stream().map(SqlExecutor::values).toList());
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getValue(i);
        }
        return values;
    }
}
