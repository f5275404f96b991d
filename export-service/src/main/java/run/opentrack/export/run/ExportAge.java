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

/** How old the calendars in the bucket are, for who watches: {@code opentrack_export_age_seconds}. */
@ApplicationScoped
class ExportAge {
    private static final String LAST = "SELECT max(finished_at) AS last FROM export_run WHERE status = 'succeeded'";

    private final Pool pool;
    private volatile Instant last;

    ExportAge(Pool pool, MeterRegistry metrics, Clock clock) {
        this.pool = pool;
        // No number, rather than a wrong one, until there is an export.
        metrics.gauge(
                "opentrack.export.age.seconds",
                clock,
                now -> last == null
                        ? Double.NaN
                        : Duration.between(last, now.instant()).toSeconds());
    }

    @Scheduled(every = "PT60S", delayed = "PT1S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return pool.query(LAST)
                .execute()
                .map(rows -> rows.iterator().next().getOffsetDateTime("last"))
                .invoke(this::note)
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private void note(OffsetDateTime finished) {
        last = finished == null ? null : finished.toInstant();
    }
}
