package run.opentrack.export.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Queries for runs in the API's representation, which the database renders. */
@ApplicationScoped
class RunQueries {
    private static final int SHOWN_RUNS = 10;
    private static final String RUNS = """
            SELECT json_build_object('id', id, 'started_at', started_at, 'finished_at', finished_at, 'status', status,
                   'note', note, 'attempt', attempt,
                   'progress', json_build_object('phase', phase, 'rows_read', rows_read, 'files_done', files_done,
                       'files_total', files_total),
                   'durations', json_build_object('copying_millis', copying_millis, 'shaping_millis', shaping_millis,
                       'sending_millis', sending_millis),
                   'files', coalesce((SELECT json_agg(json_build_object('name', name, 'rows', rows, 'bytes', bytes,
                       'sha256', sha256, 'action', action, 'note', note) ORDER BY name)
                       FROM export_file WHERE run_id = run.id), '[]'))::text AS view
              FROM export_run run""";

    private final Pool database;
    private final ObjectMapper json;

    RunQueries(Pool database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Returns the last runs, newest first. */
    Uni<List<RunView>> latest() {
        return database.query(RUNS + " ORDER BY started_at DESC LIMIT " + SHOWN_RUNS)
                .execute()
                .map(this::toViews);
    }

    Uni<Optional<RunView>> byId(UUID id) {
        return database.preparedQuery(RUNS + " WHERE id = $1")
                .execute(Tuple.of(id))
                .map(rows -> toViews(rows).stream().findFirst());
    }

    private List<RunView> toViews(RowSet<Row> rows) {
        List<RunView> views = new ArrayList<>();
        rows.forEach(row -> views.add(RunView.parse(json, row.getString("view"))));
        return views;
    }
}
