package run.opentrack.competition.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes removals after their retention. Replicas that do so at once wait for each other's slices. */
@Startup
@ApplicationScoped
class RemovalPurgeJob {
    private static final Logger LOG = Logger.getLogger(RemovalPurgeJob.class);

    private final ChangeRepository repository;
    private final ChangeConfig config;
    private final Clock clock;
    /** From zero on, since a counter that begins with its first failure has no increase. */
    private final Counter failures = Metrics.counter("opentrack.changes.purge.failures");

    RemovalPurgeJob(ChangeRepository repository, ChangeConfig config, Clock clock) {
        this.repository = repository;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "PT10M", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant before = clock.instant().minus(config.retention());
        return Uni.createFrom()
                .completionStage(() -> repository.purge(before).toCompletionStage())
                .repeat()
                .whilst(deleted -> deleted > 0)
                .collect()
                .last()
                .onFailure()
                .invoke(failure -> {
                    failures.increment();
                    LOG.warnf("removals are deleted later: %s", failure);
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
