package run.opentrack.competition.change;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeStateRepository;
import run.opentrack.database.change.ChangeToken;

/**
 * Waiting for changes: one query at an interval for all requests and streams of a replica, and none while nothing waits. A
 * notification by the database would cost each write, and a connection.
 */
@ApplicationScoped
class ChangePoller {
    private final Vertx vertx;
    private final ChangeStateRepository states;
    private final ChangeConfig config;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile boolean shuttingDown;

    ChangePoller(Vertx vertx, ChangeStateRepository states, ChangeConfig config) {
        this.vertx = vertx;
        this.states = states;
        this.config = config;
        Metrics.gauge("opentrack.changes.waiting", waiters, Set::size);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(config.pollInterval().toMillis(), timer -> poll());
    }

    /** Completes all, so that followers continue at another replica. */
    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) {
        shuttingDown = true;
        waiters.forEach(waiter -> complete(waiter, false));
    }

    private record Waiter(
            long epoch,
            List<String> countries,
            long totalVersion,
            long deadlineNanos,
            BooleanSupplier abandoned,
            Context context,
            Promise<Boolean> changed) {
        boolean isOver(long now) {
            return abandoned.getAsBoolean() || deadlineNanos - now <= 0;
        }
    }

    /**
     * Waits for a change of one of the token's countries. To be called on an event loop.
     *
     * @param abandoned whether the client has disconnected
     * @return false at the timeout or the end of the service
     */
    Future<Boolean> await(ChangeToken token, Duration timeout, BooleanSupplier abandoned) {
        Waiter waiter = new Waiter(
                token.epoch(),
                token.filter().countries(),
                token.totalVersion(),
                System.nanoTime() + timeout.toNanos(),
                abandoned,
                vertx.getOrCreateContext(),
                Promise.promise());
        waiters.add(waiter);
        // The end of the service completes only those that it finds.
        if (shuttingDown) {
            complete(waiter, false);
        }
        return waiter.changed().future();
    }

    int waiting() {
        return waiters.size();
    }

    private void poll() {
        long now = System.nanoTime();
        waiters.stream().filter(waiter -> waiter.isOver(now)).forEach(waiter -> complete(waiter, false));
        if (!waiters.isEmpty() && polling.compareAndSet(false, true)) {
            states.read().onSuccess(this::completeChanged).onComplete(read -> polling.set(false));
        }
    }

    private void completeChanged(ChangeState state) {
        Map<List<String>, Long> totals = new HashMap<>();
        for (Waiter waiter : waiters) {
            long total = totals.computeIfAbsent(waiter.countries(), state::total);
            if (total != waiter.totalVersion() || state.epoch().id() != waiter.epoch()) {
                complete(waiter, true);
            }
        }
    }

    private void complete(Waiter waiter, boolean changed) {
        if (waiters.remove(waiter)) {
            waiter.context().runOnContext(ignored -> waiter.changed().complete(changed));
        }
    }
}
