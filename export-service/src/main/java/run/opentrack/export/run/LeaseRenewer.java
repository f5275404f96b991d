package run.opentrack.export.run;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import run.opentrack.export.run.RunRepository.RunLease;

/**
 * Periodic renewal of a run's lease and progress. It ends with the process, so that another replica takes the run over.
 */
final class LeaseRenewer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LeaseRenewer.class);
    private static final int RENEWALS_PER_LEASE = 6;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supplier<Uni<Boolean>> renewal;
    private final RunLease lease;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "export lease");
        thread.setDaemon(true);
        return thread;
    });

    LeaseRenewer(Supplier<Uni<Boolean>> renewal, RunLease lease, Duration leaseDuration) {
        this.renewal = renewal;
        this.lease = lease;
        long interval = leaseDuration.toMillis() / RENEWALS_PER_LEASE;
        executor.scheduleWithFixedDelay(this::renew, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        try {
            renewal.get().await().atMost(TIMEOUT);
        } catch (RuntimeException e) {
            LOG.warnf("could not renew the lease of run %s: %s", lease.runId(), e.getMessage());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
