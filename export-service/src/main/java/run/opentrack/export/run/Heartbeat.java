package run.opentrack.export.run;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a run's lease while its worker builds or sends something large, and notes how far it is. It ends with the
 * process, so that another replica finishes what this one left.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final int BEATS_IN_A_LEASE = 6;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final RunTable runs;
    private final Claim claim;
    private final RunProgress progress;
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "export lease");
        thread.setDaemon(true);
        return thread;
    });

    Heartbeat(RunTable runs, Claim claim, RunProgress progress, Duration lease) {
        this.runs = runs;
        this.claim = claim;
        this.progress = progress;
        long every = lease.toMillis() / BEATS_IN_A_LEASE;
        beat.scheduleWithFixedDelay(this::sign, every, every, TimeUnit.MILLISECONDS);
    }

    private void sign() {
        try {
            runs.renew(claim, progress).await().atMost(LONGEST_WAIT);
        } catch (RuntimeException e) {
            LOG.warnf("run %s could not renew its lease: %s", claim.run(), e.getMessage());
        }
    }

    @Override
    public void close() {
        beat.shutdownNow();
    }
}
