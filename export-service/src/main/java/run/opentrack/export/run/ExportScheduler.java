package run.opentrack.export.run;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import run.opentrack.export.run.RunRepository.RunLease;

/**
 * Scheduler of runs: nightly, requested, abandoned by another replica, and retries. Executes one run at a time on its
 * own thread.
 */
@ApplicationScoped
class ExportScheduler {
    private static final Logger LOG = Logger.getLogger(ExportScheduler.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final RunRepository repository;
    private final ExportRunner runner;
    private final ExportConfig config;
    private final Clock clock;
    private final Instant startedAt;

    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "export");
        thread.setDaemon(true);
        return thread;
    });

    ExportScheduler(RunRepository repository, ExportRunner runner, ExportConfig config, Clock clock) {
        this.repository = repository;
        this.runner = runner;
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Starts a run; empty while one is in progress. */
    Uni<Optional<RunLease>> start(boolean acceptShrink) {
        return repository.claim(Optional.empty(), acceptShrink).invoke(this::execute);
    }

    /** Executes an abandoned or new run on the caller's thread; empty while one is in progress. */
    Optional<RunLease> run(RunProgress progress) {
        Optional<RunLease> lease = repository
                .takeOver()
                .chain(taken -> or(taken, () -> repository.claim(Optional.empty(), false)))
                .await()
                .atMost(TIMEOUT);
        lease.ifPresent(claimed -> runner.run(claimed, progress));
        return lease;
    }

    /** Starts a run that corrects a file of the last run, unless another has been started since. */
    Uni<Void> correct(UUID lastRun) {
        return repository.claimRetry(lastRun).invoke(this::execute).replaceWithVoid();
    }

    /** Checks for runs to start. Called on every replica; the database decides which one gets the run. */
    @Scheduled(
            every = "{opentrack.export.poll-interval}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return repository
                .takeOver()
                .chain(lease -> or(lease, this::claimNightlyRun))
                .chain(lease -> or(lease, () -> repository.claimRetry(null)))
                .invoke(this::execute)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("could not check for due runs: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Optional<RunLease>> claimNightlyRun() {
        NightlySlot slot = NightlySlot.latest(clock.instant(), config.time(), config.zone());
        Uni<Boolean> due = config.scheduled()
                ? repository.isDue(slot, !slot.due().isBefore(startedAt))
                : Uni.createFrom().item(false);
        return due.chain(isDue -> isDue
                ? repository.claim(Optional.of(slot), false)
                : Uni.createFrom().item(Optional.empty()));
    }

    private static Uni<Optional<RunLease>> or(Optional<RunLease> lease, Supplier<Uni<Optional<RunLease>>> other) {
        return lease.isPresent() ? Uni.createFrom().item(lease) : other.get();
    }

    private void execute(Optional<RunLease> lease) {
        lease.ifPresent(run -> worker.execute(() -> runner.run(run, new RunProgress())));
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
