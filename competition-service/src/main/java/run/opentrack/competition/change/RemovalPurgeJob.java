package run.opentrack.competition.change;

import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Deletes removals after their retention, on a worker thread. Replicas that do so at once wait for each other's slices. */
@ApplicationScoped
class RemovalPurgeJob {
    private static final Logger LOG = Logger.getLogger(RemovalPurgeJob.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ChangeRepository repository;
    private final ChangeConfig config;
    private final Clock clock;

    RemovalPurgeJob(ChangeRepository repository, ChangeConfig config, Clock clock) {
        this.repository = repository;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "PT10M", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        Instant before = clock.instant().minus(config.retention());
        try {
            while (await(repository.purge(before)) > 0) {
                LOG.debug("removals were deleted");
            }
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warnf("removals are deleted later: %s", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
