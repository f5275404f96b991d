package run.opentrack.export.run;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    /** True if this replica wrote after losing a lease and no own run has corrected that since. */
    private volatile boolean overwroteNewerRun;

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
        Optional<RunLease> first = takeOverOrClaim().await().atMost(TIMEOUT);
        boolean correct = first.isEmpty() || runner.run(first.get(), progress);
        while (!correct) {
            Optional<RunLease> next = Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(config.pollInterval())
                    .chain(this::takeOverOrClaim)
                    .await()
                    .atMost(config.pollInterval().plus(TIMEOUT));
            correct = next.isPresent() && runner.run(next.get(), new RunProgress());
        }
        return first;
    }

    private Uni<Optional<RunLease>> takeOverOrClaim() {
        return repository
                .takeOver()
                .chain(left ->
                        left.isPresent() ? Uni.createFrom().item(left) : repository.claim(Optional.empty(), false));
    }

    /** Checks for runs to start. Called on every replica; the database decides which one gets the run. */
    @Scheduled(
            every = "{opentrack.export.poll-interval}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return repository
                .takeOver()
                .invoke(this::execute)
                .chain(taken -> taken.isPresent() ? Uni.createFrom().voidItem() : startDueRun())
                .onFailure()
                .invoke(failure -> LOG.warnf("could not check for due runs: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> startDueRun() {
        Uni<Void> night =
                config.scheduled() ? startNightlyRun() : Uni.createFrom().voidItem();
        return night.chain(this::startRetry).chain(this::startCorrection);
    }

    private Uni<Void> startNightlyRun() {
        NightlySlot slot = NightlySlot.latest(clock.instant(), config.time(), config.zone());
        return repository
                .isDue(slot, !slot.due().isBefore(startedAt))
                .chain(due -> due
                        ? repository
                                .claim(Optional.of(slot), false)
                                .invoke(this::execute)
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> startRetry() {
        return repository.claimRetry().invoke(this::execute).replaceWithVoid();
    }

    private Uni<Void> startCorrection() {
        return overwroteNewerRun
                ? start(false).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private void execute(Optional<RunLease> lease) {
        lease.ifPresent(run -> worker.execute(() -> overwroteNewerRun = !runner.run(run, new RunProgress())));
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
