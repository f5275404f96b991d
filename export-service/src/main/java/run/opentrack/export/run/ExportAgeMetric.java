package run.opentrack.export.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Gauge {@code opentrack_export_age_seconds}: age of the published calendars. */
@ApplicationScoped
class ExportAgeMetric {
    private static final String LAST_FINISHED =
            "SELECT max(finished_at) AS last FROM export_run WHERE status = 'succeeded'";

    private final Pool pool;
    private volatile Instant lastFinished;

    ExportAgeMetric(Pool pool, MeterRegistry metrics, Clock clock) {
        this.pool = pool;
        // NaN until there is an export.
        metrics.gauge(
                "opentrack.export.age.seconds",
                clock,
                now -> lastFinished == null
                        ? Double.NaN
                        : Duration.between(lastFinished, now.instant()).toSeconds());
    }

    @Scheduled(every = "PT60S", delayed = "PT1S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return pool.query(LAST_FINISHED)
                .execute()
                .map(rows -> rows.iterator().next().getOffsetDateTime("last"))
                .invoke(this::update)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private void update(OffsetDateTime finished) {
        lastFinished = finished == null ? null : finished.toInstant();
    }
}
