package run.opentrack.export.run;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.export.store.PublicFile;

/** The runs in the database, which is where replicas agree on who does what. */
@ApplicationScoped
class RunTable {
    private static final int SHOWN_RUNS = 10;

    /** Nothing is inserted while a run is running, or when the night has had its run: unique keys see to both. */
    private static final String CLAIM = """
            INSERT INTO export_run (id, night, status, generation, lease_until, accept_shrink, started_at)
            VALUES ($1, $2, 'running', nextval('export_generation_seq'), $3, $4, $5)
            ON CONFLICT DO NOTHING RETURNING id, generation, accept_shrink, started_at""";

    private static final String TAKE_OVER = """
            UPDATE export_run SET generation = nextval('export_generation_seq'), lease_until = $2
             WHERE status = 'running' AND lease_until < $1
            RETURNING id, generation, accept_shrink, started_at""";

    private static final String RENEW =
            "UPDATE export_run SET lease_until = $3 WHERE id = $1 AND generation = $2 AND status = 'running'";
    private static final String NOTE_FILE = """
            INSERT INTO export_file (run_id, name, rows, bytes, sha256, action, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (run_id, name) DO UPDATE SET rows = EXCLUDED.rows, bytes = EXCLUDED.bytes,
                   sha256 = EXCLUDED.sha256, action = EXCLUDED.action, note = EXCLUDED.note""";
    private static final String NOTE_PUBLISHED = """
            INSERT INTO published_file (name, rows, bytes, sha256, generation, published_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (name) DO UPDATE SET rows = EXCLUDED.rows, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256,
                   generation = EXCLUDED.generation, published_at = EXCLUDED.published_at""";
    private static final String FINISH = """
            UPDATE export_run SET status = $3, finished_at = $4, note = $5
             WHERE id = $1 AND generation = $2 AND status = 'running'""";
    /** Nothing ran since the night's time, but this service was there, or a run before shows that it was expected. */
    private static final String IS_DUE = """
            SELECT ($3 OR EXISTS (SELECT FROM export_run WHERE started_at < $1))
               AND NOT EXISTS (SELECT FROM export_run WHERE started_at >= $1 OR night = $2)""";

    private static final String PUBLISHED = "SELECT name, rows, bytes, sha256, published_at FROM published_file";
    private static final String RUNS = "SELECT id, started_at, finished_at, status, note FROM export_run";
    private static final String FILES = """
            SELECT run_id, name, rows, bytes, sha256, action, note FROM export_file
             WHERE run_id = ANY($1) ORDER BY name""";

    private final Pool database;
    private final ExportConfig config;
    private final Clock clock;

    RunTable(Pool database, ExportConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** A new run, unless one is running; for a night at most one ever. */
    Uni<Optional<Claim>> claim(Optional<Night> night, boolean acceptShrink) {
        Instant now = clock.instant();
        Tuple values = Tuple.of(
                UUID.randomUUID(),
                night.map(Night::day).orElse(null),
                utc(now.plus(config.lease())),
                acceptShrink,
                utc(now));
        return database.preparedQuery(CLAIM).execute(values).map(RunTable::claimed);
    }

    /** The run of a replica that gave no sign of life for too long. */
    Uni<Optional<Claim>> takeOver() {
        Instant now = clock.instant();
        return database.preparedQuery(TAKE_OVER)
                .execute(Tuple.of(utc(now), utc(now.plus(config.lease()))))
                .map(RunTable::claimed);
    }

    /** A sign of life; whether the run is still this replica's. */
    Uni<Boolean> renew(Claim claim) {
        return database.preparedQuery(RENEW)
                .execute(Tuple.of(
                        claim.run(), claim.generation(), utc(clock.instant().plus(config.lease()))))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> noteFile(Claim claim, PublicFile file, FileAction action, String note) {
        return database.preparedQuery(NOTE_FILE)
                .execute(Tuple.from(List.of(
                                claim.run(), file.name(), file.rows(), file.bytes(), file.sha256(), action.text()))
                        .addValue(note))
                .replaceWithVoid();
    }

    Uni<Void> notePublished(Claim claim, PublicFile file) {
        return database.preparedQuery(NOTE_PUBLISHED)
                .execute(Tuple.of(
                        file.name(),
                        file.rows(),
                        file.bytes(),
                        file.sha256(),
                        claim.generation(),
                        utc(clock.instant())))
                .replaceWithVoid();
    }

    Uni<Void> finish(Claim claim, String status, String note) {
        return database.preparedQuery(FINISH)
                .execute(Tuple.of(claim.run(), claim.generation(), status, utc(clock.instant()), note))
                .replaceWithVoid();
    }

    /** @param expected whether this service was up when the night's time came */
    Uni<Boolean> isDue(Night night, boolean expected) {
        return database.preparedQuery(IS_DUE)
                .execute(Tuple.of(utc(night.due()), night.day(), expected))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** What lies in the bucket, by name. */
    Uni<Map<String, PublishedFile>> published() {
        return database.query(PUBLISHED).execute().map(rows -> {
            Map<String, PublishedFile> files = new LinkedHashMap<>();
            rows.forEach(row -> files.put(
                    row.getString("name"),
                    new PublishedFile(
                            row.getString("name"),
                            row.getLong("rows"),
                            row.getLong("bytes"),
                            row.getString("sha256"),
                            row.getOffsetDateTime("published_at").toInstant())));
            return files;
        });
    }

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
                            .add(new RunView.FileView(
                                    row.getString("name"),
                                    row.getLong("rows"),
                                    row.getLong("bytes"),
                                    row.getString("sha256"),
                                    row.getString("action"),
                                    row.getString("note"))));
                    List<RunView> views = new ArrayList<>();
                    runs.forEach(row -> views.add(new RunView(
                            row.getUUID("id"),
                            instant(row.getOffsetDateTime("started_at")),
                            instant(row.getOffsetDateTime("finished_at")),
                            row.getString("status"),
                            row.getString("note"),
                            byRun.getOrDefault(row.getUUID("id"), List.of()))));
                    return views;
                });
    }

    private static Optional<Claim> claimed(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        return Optional.of(new Claim(
                row.getUUID("id"),
                row.getLong("generation"),
                row.getBoolean("accept_shrink"),
                instant(row.getOffsetDateTime("started_at"))));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
