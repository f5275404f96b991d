package run.opentrack.export.run;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Queries for runs in the API's representation. */
@ApplicationScoped
class RunQueries {
    private static final int SHOWN_RUNS = 10;
    private static final String RUNS = """
            SELECT id, started_at, finished_at, status, note, attempt, phase, rows_read, files_done, files_total,
                   copying_millis, shaping_millis, sending_millis FROM export_run""";
    private static final String FILES = """
            SELECT run_id, name, rows, bytes, sha256, action, note FROM export_file
             WHERE run_id = ANY($1) ORDER BY name""";

    private final Pool database;

    RunQueries(Pool database) {
        this.database = database;
    }

    /** Returns the last runs, newest first. */
    Uni<List<RunView>> latest() {
        return database.query(RUNS + " ORDER BY started_at DESC LIMIT " + SHOWN_RUNS)
                .execute()
                .chain(this::withFiles);
    }

    Uni<Optional<RunView>> byId(UUID id) {
        return database.preparedQuery(RUNS + " WHERE id = $1")
                .execute(Tuple.of(id))
                .chain(this::withFiles)
                .map(runs -> runs.stream().findFirst());
    }

    private Uni<List<RunView>> withFiles(RowSet<Row> runs) {
        List<UUID> ids = new ArrayList<>();
        runs.forEach(row -> ids.add(row.getUUID("id")));
        return database.preparedQuery(FILES)
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(files -> {
                    Map<UUID, List<RunView.FileView>> byRun = new LinkedHashMap<>();
                    files.forEach(row -> byRun.computeIfAbsent(row.getUUID("run_id"), id -> new ArrayList<>())
                            .add(file(row)));
                    List<RunView> views = new ArrayList<>();
                    runs.forEach(row -> views.add(run(row, byRun.getOrDefault(row.getUUID("id"), List.of()))));
                    return views;
                });
    }

    private static RunView run(Row row, List<RunView.FileView> files) {
        return new RunView(
                row.getUUID("id"),
                instant(row.getOffsetDateTime("started_at")),
                instant(row.getOffsetDateTime("finished_at")),
                row.getString("status"),
                row.getString("note"),
                row.getInteger("attempt"),
                new RunView.ProgressView(
                        row.getString("phase"),
                        row.getLong("rows_read"),
                        row.getInteger("files_done"),
                        row.getInteger("files_total")),
                new RunView.DurationsView(
                        row.getLong("copying_millis"), row.getLong("shaping_millis"), row.getLong("sending_millis")),
                files);
    }

    private static RunView.FileView file(Row row) {
        return new RunView.FileView(
                row.getString("name"),
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getString("sha256"),
                row.getString("action"),
                row.getString("note"));
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
