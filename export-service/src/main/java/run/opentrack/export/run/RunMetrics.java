package run.opentrack.export.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Gauges for alerts on the last run: failed run, failed files, kept files. */
@ApplicationScoped
class RunMetrics {
    private static final Logger LOG = Logger.getLogger(RunMetrics.class);
    private static final String LAST_RUN = """
            SELECT (last.status = 'failed')::int AS broke_off,
                   (SELECT count(*) FROM export_file WHERE run_id = last.id AND action = 'failed') AS failed,
                   (SELECT count(*) FROM export_file WHERE run_id = last.id AND action = 'kept') AS kept
              FROM (SELECT id, status FROM export_run WHERE status <> 'running' ORDER BY started_at DESC LIMIT 1) last""";

    private final Pool database;
    private final AtomicLong lastRunFailed;
    private final AtomicLong failed;
    private final AtomicLong kept;

    RunMetrics(Pool database, MeterRegistry meters) {
        this.database = database;
        this.lastRunFailed = meters.gauge("opentrack.export.last.run.failed", new AtomicLong());
        this.failed = meters.gauge("opentrack.export.files.failed", new AtomicLong());
        this.kept = meters.gauge("opentrack.export.files.kept", new AtomicLong());
    }

    @Scheduled(every = "{opentrack.export.poll-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return database.query(LAST_RUN)
                .execute()
                .invoke(rows -> rows.forEach(row -> {
                    lastRunFailed.set(row.getLong("broke_off"));
                    failed.set(row.getLong("failed"));
                    kept.set(row.getLong("kept"));
                }))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("could not refresh the metrics: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
