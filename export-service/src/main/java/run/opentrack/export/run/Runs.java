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
 * Starts runs: each night's, one that a superuser asks for, one that another replica left behind, another attempt after
 * one that failed. The work is done on a thread of its own, one run at a time.
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
    /** Whether this replica wrote into a run that was another's, and no run of its own has put that right since. */
    private volatile boolean wroteTooLate;

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

    /**
     * A run now, the one that was left behind or a new one, done by the caller's thread, which waits for it; empty while
     * one is running.
     */
    Optional<Claim> run(RunProgress progress) {
        Optional<Claim> first = leftOrNew().await().atMost(LONGEST_WAIT);
        boolean isRight = first.isEmpty() || publication.publish(first.get(), progress);
        while (!isRight) {
            Optional<Claim> next = Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(config.lookEvery())
                    .chain(this::leftOrNew)
                    .await()
                    .atMost(config.lookEvery().plus(LONGEST_WAIT));
            isRight = next.isPresent() && publication.publish(next.get(), new RunProgress());
        }
        return first;
    }

    private Uni<Optional<Claim>> leftOrNew() {
        return table.takeOver()
                .chain(left -> left.isPresent() ? Uni.createFrom().item(left) : table.claim(Optional.empty(), false));
    }

    /** Looks whether a run is to be begun; on every replica, of which one gets it. */
    @Scheduled(
            every = "{opentrack.export.look-every}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return table.takeOver()
                .invoke(this::begin)
                .chain(taken -> taken.isPresent() ? Uni.createFrom().voidItem() : lookForNewRun())
                .onFailure()
                .invoke(failure -> LOG.warnf("due runs could not be looked for: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> lookForNewRun() {
        Uni<Void> night = config.scheduled() ? lookForNight() : Uni.createFrom().voidItem();
        return night.chain(this::lookForFailure).chain(this::putRight);
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

    private Uni<Void> putRight() {
        return wroteTooLate ? start(false).replaceWithVoid() : Uni.createFrom().voidItem();
    }

    private void begin(Optional<Claim> claim) {
        claim.ifPresent(run -> worker.execute(() -> wroteTooLate = !publication.publish(run, new RunProgress())));
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
