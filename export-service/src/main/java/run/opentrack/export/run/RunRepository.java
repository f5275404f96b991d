package run.opentrack.export.run;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import run.opentrack.database.DatabaseExceptionTranslator;
import run.opentrack.export.store.ExportFile;

/** Repository of runs, through which replicas coordinate. */
@ApplicationScoped
class RunRepository {
    private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(5);
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(200);
    private static final int MAX_ATTEMPTS = 4;

    /**
     * Unique keys prevent a second run at a time and a second run for a night. Leases use the database's clock, because
     * clocks of replicas differ.
     */
    private static final String CLAIM = """
            INSERT INTO export_run (id, night, status, generation, lease_until, accept_shrink, started_at)
            VALUES ($1, $2, 'running', nextval('export_generation_seq'),
                    clock_timestamp() + make_interval(secs => $3), $4, clock_timestamp())
            ON CONFLICT DO NOTHING RETURNING id, generation, night, accept_shrink, started_at""";

    private static final String TAKE_OVER = """
            UPDATE export_run SET generation = nextval('export_generation_seq'),
                   lease_until = clock_timestamp() + make_interval(secs => $1)
             WHERE status = 'running' AND lease_until < clock_timestamp()
            RETURNING id, generation, night, accept_shrink, started_at""";

    /** Retries the last run if it failed, could not upload a file or is $5, with exponential backoff. */
    private static final String RETRY = """
            INSERT INTO export_run (id, status, generation, lease_until, accept_shrink, started_at, attempt)
            SELECT $1, 'running', nextval('export_generation_seq'), clock_timestamp() + make_interval(secs => $2),
                   accept_shrink, clock_timestamp(), attempt + 1
              FROM (SELECT * FROM export_run ORDER BY started_at DESC LIMIT 1) last
             WHERE (status = 'failed' OR status <> 'running' AND id = $5 OR status = 'partly_failed' AND EXISTS (
                       SELECT FROM export_file WHERE run_id = last.id AND action = 'failed'))
               AND finished_at + make_interval(secs => least($3 * power(2, least(attempt - 1, 20)), $4))
                   < clock_timestamp()
            ON CONFLICT DO NOTHING RETURNING id, generation, night, accept_shrink, started_at""";

    private static final String RENEW = """
            UPDATE export_run SET lease_until = clock_timestamp() + make_interval(secs => $3), phase = $4,
                   rows_read = $5, files_done = $6, files_total = $7,
                   copying_millis = $8, shaping_millis = $9, sending_millis = $10
             WHERE id = $1 AND generation = $2 AND status = 'running'""";
    private static final String UPSERT_OUTCOME = """
            INSERT INTO export_file (run_id, name, rows, bytes, sha256, action, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (run_id, name) DO UPDATE SET rows = EXCLUDED.rows, bytes = EXCLUDED.bytes,
                   sha256 = EXCLUDED.sha256, action = EXCLUDED.action, note = EXCLUDED.note""";
    /** Only with the lease: a file that was written without it must differ from its entry, to be detected. */
    private static final String UPSERT_PUBLISHED = """
            INSERT INTO published_file (name, rows, bytes, sha256, etag, generation, published_at)
            SELECT $1, $2, $3, $4, $5, generation, $6 FROM export_run
             WHERE id = $7 AND generation = $8 AND status = 'running'
            ON CONFLICT (name) DO UPDATE SET rows = EXCLUDED.rows, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256,
                   etag = EXCLUDED.etag, generation = EXCLUDED.generation, published_at = EXCLUDED.published_at""";

    /** Adds the event for webhooks in the same transaction. */
    private static final String FINISH = """
            WITH finished AS (
                 UPDATE export_run SET status = $3, finished_at = $4, note = $5
                  WHERE id = $1 AND generation = $2 AND status = 'running' RETURNING id, finished_at)
            INSERT INTO webhook_delivery (id, endpoint_id, event, subject_id, at, state, next_at)
            SELECT gen_random_uuid(), e.id, 'export.finished', finished.id, finished_at, 'pending', now()
              FROM finished JOIN webhook_endpoint e
                ON e.state IN ('active', 'failing') AND 'export.finished' = ANY(e.events)
              JOIN account a ON a.id = e.account_id AND a.enabled""";
    /**
     * No run since the slot, and either this service was up at that time or an earlier run shows that one was expected.
     */
    private static final String IS_DUE = """
            SELECT ($3 OR EXISTS (SELECT FROM export_run WHERE started_at < $1))
               AND NOT EXISTS (SELECT FROM export_run WHERE started_at >= $1 OR night = $2)""";

    private static final String PUBLISHED = "SELECT name, rows, bytes, sha256, etag, published_at FROM published_file";
    private static final String PUBLISHED_BY_LAST_RUN = """
            SELECT last.id, name, p.rows, p.bytes, p.sha256, etag, published_at
              FROM (SELECT id, status FROM export_run ORDER BY started_at DESC LIMIT 1) last
              JOIN export_file f ON f.run_id = last.id AND f.action IN ('written', 'unchanged')
              JOIN published_file p USING (name)
             WHERE last.status <> 'running'""";

    /**
     * File in the bucket as last published.
     *
     * @param etag entity tag of the store
     */
    record PublishedFile(String name, long rows, long bytes, String sha256, String etag, Instant publishedAt) {}

    /**
     * Lease of a run by this replica.
     *
     * @param generation grows with each claim; a replica with a lower generation than the run's has lost it
     * @param night day of a nightly run; empty for a requested one
     * @param acceptShrink true if a file may lose half of its rows
     */
    record RunLease(UUID runId, long generation, Optional<LocalDate> night, boolean acceptShrink, Instant startedAt) {}

    private final Pool database;
    private final ExportConfig config;
    private final Clock clock;

    RunRepository(Pool database, ExportConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** Creates a run, unless one is in progress; at most one for each night. */
    Uni<Optional<RunLease>> claim(Optional<NightlySlot> night, boolean acceptShrink) {
        Tuple values = Tuple.of(
                UUID.randomUUID(),
                night.map(NightlySlot::day).orElse(null),
                seconds(config.leaseDuration()),
                acceptShrink);
        return withRetries(database.preparedQuery(CLAIM).execute(values)).map(RunRepository::toLease);
    }

    /** Takes over a run whose lease has expired. */
    Uni<Optional<RunLease>> takeOver() {
        return withRetries(database.preparedQuery(TAKE_OVER).execute(Tuple.of(seconds(config.leaseDuration()))))
                .map(RunRepository::toLease);
    }

    /**
     * Creates a retry of the last run once its delay has passed, if it failed.
     *
     * @param incorrect last run that is to be retried in any case, or null
     */
    Uni<Optional<RunLease>> claimRetry(UUID incorrect) {
        Tuple values = Tuple.of(
                UUID.randomUUID(),
                seconds(config.leaseDuration()),
                seconds(config.retryAfter()),
                seconds(MAX_RETRY_DELAY),
                incorrect);
        return database.preparedQuery(RETRY).execute(values).map(RunRepository::toLease);
    }

    /** Renews the lease and stores the progress; false if the lease is lost. */
    Uni<Boolean> renew(RunLease lease, RunProgress progress) {
        RunView.ProgressView view = progress.view();
        RunView.DurationsView durations = progress.durations();
        Tuple values = Tuple.from(List.of(
                lease.runId(),
                lease.generation(),
                seconds(config.leaseDuration()),
                view.phase(),
                view.rowsRead(),
                view.filesDone(),
                view.filesTotal(),
                durations.copyingMillis(),
                durations.shapingMillis(),
                durations.sendingMillis()));
        return withRetries(database.preparedQuery(RENEW).execute(values)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> saveOutcomes(RunLease lease, List<FileUploader.Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = outcomes.stream()
                .map(outcome -> Tuple.from(List.of(
                                lease.runId(),
                                outcome.file().name(),
                                outcome.file().rows(),
                                outcome.file().bytes(),
                                outcome.file().sha256(),
                                outcome.action().text()))
                        .addValue(outcome.note()))
                .toList();
        return withRetries(database.preparedQuery(UPSERT_OUTCOME).executeBatch(rows))
                .replaceWithVoid();
    }

    /** Stores what was published; false if the lease is lost. */
    Uni<Boolean> savePublished(RunLease lease, ExportFile file, String etag) {
        return withRetries(database.preparedQuery(UPSERT_PUBLISHED)
                        .execute(Tuple.from(List.of(
                                file.name(),
                                file.rows(),
                                file.bytes(),
                                file.sha256(),
                                etag,
                                utc(clock.instant()),
                                lease.runId(),
                                lease.generation()))))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> finish(RunLease lease, String status, String note) {
        return withRetries(database.preparedQuery(FINISH)
                        .execute(Tuple.of(lease.runId(), lease.generation(), status, utc(clock.instant()), note)))
                .replaceWithVoid();
    }

    /**
     * Checks whether the slot's run is still to be started.
     *
     * @param wasUp true if this service was up at the slot's time
     */
    Uni<Boolean> isDue(NightlySlot night, boolean wasUp) {
        return database.preparedQuery(IS_DUE)
                .execute(Tuple.of(utc(night.due()), night.day(), wasUp))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Returns the published files by name. */
    Uni<Map<String, PublishedFile>> published() {
        return withRetries(database.query(PUBLISHED).execute()).map(rows -> {
            Map<String, PublishedFile> files = new LinkedHashMap<>();
            rows.forEach(row -> files.put(row.getString("name"), toFile(row)));
            return files;
        });
    }

    /** Returns the files that the last run published, by its id; none while it is in progress. */
    Uni<Map<UUID, List<PublishedFile>>> publishedByLastRun() {
        return database.query(PUBLISHED_BY_LAST_RUN).execute().map(rows -> StreamSupport.stream(
                        rows.spliterator(), false)
                .collect(Collectors.groupingBy(
                        row -> row.getUUID("id"), Collectors.mapping(RunRepository::toFile, Collectors.toList()))));
    }

    /**
     * Repeats a statement after a transient failure, so that one lost connection does not end a run. A claim whose
     * response was lost is taken over after its lease.
     */
    static <T> Uni<T> withRetries(Uni<T> statement) {
        return statement
                .onFailure(DatabaseExceptionTranslator::isTransient)
                .retry()
                .withBackOff(INITIAL_BACKOFF)
                .atMost(MAX_ATTEMPTS - 1L);
    }

    private static PublishedFile toFile(Row row) {
        return new PublishedFile(
                row.getString("name"),
                row.getLong("rows"),
                row.getLong("bytes"),
                row.getString("sha256"),
                row.getString("etag"),
                row.getOffsetDateTime("published_at").toInstant());
    }

    private static Optional<RunLease> toLease(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Row row = rows.iterator().next();
        return Optional.of(new RunLease(
                row.getUUID("id"),
                row.getLong("generation"),
                Optional.ofNullable(row.getLocalDate("night")),
                row.getBoolean("accept_shrink"),
                row.getOffsetDateTime("started_at").toInstant()));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
