package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import run.opentrack.database.Uncancellable;

/**
 * Concurrency limit of the transactions of bulk calls in this replica. A call with many countries would take all connections
 * of the pool, for which other requests would wait.
 */
@ApplicationScoped
class BulkLimiter {
    private static final int MAX_IN_PROGRESS = 3;

    private final Vertx vertx;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private int inProgress;

    BulkLimiter(Vertx vertx) {
        this.vertx = vertx;
    }

    /** @param onRelease called once after a later release if there is no permit now */
    synchronized boolean tryAcquire(Runnable onRelease) {
        if (inProgress == MAX_IN_PROGRESS) {
            waiting.add(onRelease);
            return false;
        }
        inProgress++;
        return true;
    }

    void release() {
        List<Runnable> all;
        synchronized (this) {
            inProgress--;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }

    /** Executes work once there is a permit, in the context of the caller, who cannot cancel it: the permit would be lost. */
    <T> Uni<T> limit(Supplier<Uni<? extends T>> work) {
        return Uncancellable.of(Uni.createFrom()
                .<Void>emitter(emitter -> acquire(emitter, vertx.getOrCreateContext()))
                .chain(() -> Uni.createFrom().deferred(work).onTermination().invoke(this::release)));
    }

    private void acquire(UniEmitter<? super Void> emitter, Context context) {
        if (tryAcquire(() -> context.runOnContext(released -> acquire(emitter, context)))) {
            emitter.complete(null);
        }
    }
}
