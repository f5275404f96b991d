package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.transaction.Read;

/** How the database is asked: in a transaction that writes, or beside all of them. */
interface Question {
    /** @param query with parameters ?1, ?2 and so on */
    Uni<List<Object[]>> ask(String query, Object... parameters);

    static Question in(Session session) {
        return (query, parameters) -> {
            SelectionQuery<Object[]> asked = session.createNativeQuery(query, Object[].class);
            for (int i = 0; i < parameters.length; i++) {
                asked.setParameter(i + 1, parameters[i]);
            }
            return asked.getResultList();
        };
    }

    static Question of(Pool database) {
        return (query, parameters) -> Uni.createFrom()
                .completionStage(() -> database.preparedQuery(query.replace('?', '$'))
                        .execute(Tuple.wrap(parameters))
                        .timeout(Read.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .map(rows -> {
                            List<Object[]> values = new ArrayList<>(rows.size());
                            rows.forEach(row -> values.add(values(row)));
                            return values;
                        })
                        .toCompletionStage());
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getValue(i);
        }
        return values;
    }
}
