package run.opentrack.export.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Gauges for alerts: age of the published calendars, and the last run's failure, failed files and kept files. */
@ApplicationScoped
class ExportMetrics {
    private static final Logger LOG = Logger.getLogger(ExportMetrics.class);
    private static final String LAST_RUN = """
            SELECT (last.status = 'failed')::int AS broke_off,
                   (SELECT count(*) FROM export_file WHERE run_id = last.id AND action = 'failed') AS failed,
                   (SELECT count(*) FROM export_file WHERE run_id = last.id AND action = 'kept') AS kept,
                   (SELECT max(finished_at) FROM export_run WHERE status = 'succeeded') AS succeeded_at
              FROM (SELECT id, status FROM export_run WHERE status <> 'running' ORDER BY started_at DESC LIMIT 1) last""";

    private final Pool database;
    private final AtomicLong lastRunFailed;
    private final AtomicLong failed;
    private final AtomicLong kept;
    private volatile Instant succeededAt;

    ExportMetrics(Pool database, MeterRegistry meters, Clock clock) {
        this.database = database;
        this.lastRunFailed = meters.gauge("opentrack.export.last.run.failed", new AtomicLong());
        this.failed = meters.gauge("opentrack.export.files.failed", new AtomicLong());
        this.kept = meters.gauge("opentrack.export.files.kept", new AtomicLong());
        meters.gauge("opentrack.export.age.seconds", clock, this::age);
    }

    /** Returns NaN until there is an export. */
    private double age(Clock clock) {
        return succeededAt == null
                ? Double.NaN
                : Duration.between(succeededAt, clock.instant()).toSeconds();
    }

    @Scheduled(every = "{opentrack.export.poll-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return database.query(LAST_RUN)
                .execute()
                .invoke(rows -> rows.forEach(this::update))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("could not refresh the metrics: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private void update(Row last) {
        lastRunFailed.set(last.getLong("broke_off"));
        failed.set(last.getLong("failed"));
        kept.set(last.getLong("kept"));
        OffsetDateTime succeeded = last.getOffsetDateTime("succeeded_at");
        succeededAt = succeeded == null ? null : succeeded.toInstant();
    }
}
