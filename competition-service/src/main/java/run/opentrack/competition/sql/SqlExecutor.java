package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Executes SQL with the parameters $1, $2 and so on. A connection executes statements in the order of subscription
 * without waiting for each result, so statements that are subscribed to together share one round trip.
 */
public interface SqlExecutor {
    /**
     * @param parameters values or typed arrays, in the order of the statement
     * @return the rows, each as the values of its columns
     */
    Uni<List<Object[]>> query(String sql, Object... parameters);

    /** Executes a statement whose result is not needed. */
    default Uni<Void> execute(String sql, Object... parameters) {
        return query(sql, parameters).replaceWithVoid();
    }

    /** @param client a connection, or the pool for statements outside of transactions */
    static SqlExecutor on(SqlClient client) {
        return (sql, parameters) -> client.preparedQuery(sql)
                .execute(Tuple.wrap(parameters))
                .map(rows -> rows.stream().map(SqlExecutor::values).toList());
    }

    /** Executor for dry runs: it reads, and executes no statement without a result, which are the locks and the writes. */
    static SqlExecutor readOnly(SqlClient client) {
        SqlExecutor reader = on(client);
        return new SqlExecutor() {
            @Override
            public Uni<List<Object[]>> query(String sql, Object... parameters) {
                return reader.query(sql, parameters);
            }

            @Override
            public Uni<Void> execute(String sql, Object... parameters) {
                return Uni.createFrom().voidItem();
            }
        };
    }

    /** Parameter for a column with a time zone. */
    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Typed array of a value of each row, for a parameter that is unnested; null for a row that is null. */
    static <R, T> T[] column(Collection<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(row -> row == null ? null : value.apply(row)).toArray(array);
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getValue(i);
        }
        return values;
    }
}
