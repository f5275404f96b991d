package run.opentrack.export.webhook.delivery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import run.opentrack.export.webhook.delivery.DeliveryQueue.ClaimedDelivery;
import run.opentrack.export.webhook.delivery.DeliverySender.UnsendableException;
import run.opentrack.export.webhook.delivery.WebhookDelivery.State;

/**
 * Sends events, on every replica: makes deliveries from the history, claims what is due and stores the results. What a replica
 * that ends has claimed is claimed again after its lease, so that it may be sent twice but is never lost.
 */
@ApplicationScoped
class DeliveryJob {
    private static final Logger LOG = Logger.getLogger(DeliveryJob.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(8);

    private final EventFanOut fanOut;
    private final DeliveryQueue queue;
    private final DeliverySender sender;
    private final EndpointHealth health;
    private final WebhookMetrics metrics;
    private final Pool database;
    private final Semaphore permits;
    private final int maxConcurrent;
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicBoolean claimAgain = new AtomicBoolean();
    private volatile boolean stopped;

    DeliveryJob(
            EventFanOut fanOut,
            DeliveryQueue queue,
            DeliverySender sender,
            EndpointHealth health,
            WebhookMetrics metrics,
            Pool database,
            WebhookConfig config) {
        this.fanOut = fanOut;
        this.queue = queue;
        this.sender = sender;
        this.health = health;
        this.metrics = metrics;
        this.database = database;
        this.maxConcurrent = config.maxConcurrent();
        this.permits = new Semaphore(maxConcurrent);
    }

    @Scheduled(
            every = "{opentrack.webhooks.delivery.poll-interval}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return Uni.createFrom()
                .deferred(fanOut::run)
                .repeat()
                .whilst(more -> more && !stopped)
                .collect()
                .last()
                .invoke(this::claim)
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(DeliveryJob::postpone);
    }

    private static Uni<Void> postpone(Throwable failure) {
        LOG.warnf("webhooks are sent later: %s", failure);
        return Uni.createFrom().voidItem();
    }

    /** Claims what is due beside the poll, which reads new events, and once more if an attempt ends meanwhile. */
    private void claim() {
        if (stopped || permits.availablePermits() == 0) {
            return;
        }
        if (!claiming.compareAndSet(false, true)) {
            claimAgain.set(true);
            return;
        }
        claimAgain.set(false);
        queue.claim(permits.availablePermits())
                .invoke(claimed -> claimed.forEach(this::send))
                .onTermination()
                .invoke(() -> claiming.set(false))
                .subscribe()
                .with(
                        claimed -> {
                            if (claimAgain.get()) {
                                claim();
                            }
                        },
                        failure -> LOG.warnf("webhooks are claimed later: %s", failure));
    }

    private void send(ClaimedDelivery delivery) {
        if (!permits.tryAcquire()) {
            // The service is shutting down: another replica sends the delivery after its lease.
            return;
        }
        sender.send(delivery)
                .chain(result -> store(delivery, result))
                .onFailure(UnsendableException.class)
                .recoverWithUni(failure -> storeUnsendable(delivery, failure))
                .onTermination()
                .invoke(() -> permits.release())
                .subscribe()
                .with(
                        done -> claim(),
                        failure -> LOG.warnf("delivery %s is repeated later: %s", delivery.id(), failure));
    }

    /**
     * Ends an event of which no message can be made, so that it does not stop the later ones of its competition. The endpoint
     * has no part in the failure.
     */
    private Uni<Void> storeUnsendable(ClaimedDelivery delivery, Throwable failure) {
        LOG.errorf(failure, "no message can be made of delivery %s", delivery.id());
        AttemptResult result =
                new AttemptResult(State.FAILED, null, 0, "no message can be made of the event", Duration.ZERO);
        metrics.count(result);
        return DeliveryQueue.saveResult(database, delivery, result).replaceWithVoid();
    }

    private Uni<Void> store(ClaimedDelivery delivery, AttemptResult result) {
        metrics.count(result);
        return database.withTransaction(sql -> DeliveryQueue.lockEndpoint(sql, delivery.endpoint())
                .chain(() -> DeliveryQueue.saveResult(sql, delivery, result))
                .chain(stored -> stored
                        ? health.record(sql, delivery, result)
                        : Uni.createFrom().voidItem()));
    }

    @Scheduled(every = "PT1H", delayed = "PT10M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> endAndDeleteOld() {
        return EndpointHealth.cancel(database, null)
                .chain(() -> Uni.createFrom()
                        .deferred(queue::deleteOld)
                        .repeat()
                        .whilst(more -> more && !stopped)
                        .collect()
                        .last())
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(DeliveryJob::postpone);
    }

    /** Claims nothing more, and waits for the attempts that are in progress. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (!permits.tryAcquire(maxConcurrent, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.infof("%d attempts are repeated by another replica", maxConcurrent - permits.availablePermits());
        }
    }
}
