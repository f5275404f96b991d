package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;
import org.hibernate.reactive.mutiny.Mutiny.Session;

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
        return (query, parameters) -> database.preparedQuery(query.replace('?', '$'))
                .execute(Tuple.wrap(parameters))
                .map(rows -> rows.stream().map(Question::values).toList());
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getValue(i);
        }
        return values;
    }
}
