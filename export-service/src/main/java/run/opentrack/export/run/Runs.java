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

/**
 * Starts runs: each night's, one that a superuser asks for, and one that another replica left behind. The work is done
 * on a thread of its own, one run at a time.
 */
@ApplicationScoped
class Runs {
    private static final Logger LOG = Logger.getLogger(Runs.class);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final RunTable table;
    private final Publication publication;
    private final ExportConfig config;
    private final Clock clock;
    private final Instant upSince;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "export");
        thread.setDaemon(true);
        return thread;
    });

    Runs(RunTable table, Publication publication, ExportConfig config, Clock clock) {
        this.table = table;
        this.publication = publication;
        this.config = config;
        this.clock = clock;
        this.upSince = clock.instant();
    }

    /** A run now; empty while one is running. */
    Uni<Optional<Claim>> start(boolean acceptShrink) {
        return table.claim(Optional.empty(), acceptShrink).invoke(this::begin);
    }

    /** A run now, done by the caller's thread, which waits for it; empty while one is running. */
    Optional<Claim> run(RunProgress progress) {
        Optional<Claim> claim = table.claim(Optional.empty(), false).await().atMost(LONGEST_WAIT);
        claim.ifPresent(run -> publication.publish(run, progress));
        return claim;
    }

    /** Looks whether a night's run is due, or one was left behind; on every replica, of which one gets it. */
    @Scheduled(
            every = "{opentrack.export.look-every}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return table.takeOver()
                .invoke(this::begin)
                .chain(taken -> taken.isPresent() || !config.scheduled()
                        ? Uni.createFrom().voidItem()
                        : lookForNight().chain(this::lookForFailure))
                .onFailure()
                .invoke(failure -> LOG.warnf("due runs could not be looked for: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> lookForNight() {
        Night night = Night.latest(clock.instant(), config.at(), config.zone());
        return table.isDue(night, !night.due().isBefore(upSince))
                .chain(due -> due
                        ? table.claim(Optional.of(night), false)
                                .invoke(this::begin)
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> lookForFailure() {
        return table.tryAgain().invoke(this::begin).replaceWithVoid();
    }

    private void begin(Optional<Claim> claim) {
        claim.ifPresent(run -> worker.execute(() -> publication.publish(run, new RunProgress())));
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
