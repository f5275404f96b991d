package run.opentrack.auth.password;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adaptive concurrency limit for logins: admits what the threads can hash within a fixed wait, estimated by an
 * exponentially weighted hash time. A loaded machine so rejects early what it cannot finish in time.
 */
final class AdaptiveConcurrencyLimit {
    /** Less than the promised second, which includes gateway and database. */
    private static final double MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    /** Together with the queue below the 64 concurrent requests of a gateway event loop to a replica. */
    private static final int MAX_DELAYED_PER_THREAD = 20;

    private static final double INITIAL_HASH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double SMOOTHING_FACTOR = 0.1;

    private final int threads;
    private final int maxQueueLength;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger delayedRejections = new AtomicInteger();
    private volatile double hashNanos = INITIAL_HASH_NANOS;

    /** @param maxQueueLength upper bound of waiting logins, however fast the machine is */
    AdaptiveConcurrencyLimit(int threads, int maxQueueLength) {
        this.threads = threads;
        this.maxQueueLength = maxQueueLength;
    }

    /** Acquires a permit, or returns false. The first permit after an idle time resets the estimate, which may be old. */
    boolean tryAcquire() {
        int concurrent = inFlight.incrementAndGet();
        if (concurrent == 1) {
            hashNanos = INITIAL_HASH_NANOS;
        }
        if (concurrent <= limit()) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        inFlight.decrementAndGet();
    }

    /** Reserves a delayed rejection; false when too many are delayed already. */
    boolean delayRejection() {
        if (inFlight.get() + delayedRejections.incrementAndGet()
                <= maxQueueLength + threads * (1 + MAX_DELAYED_PER_THREAD)) {
            return true;
        }
        endDelay();
        return false;
    }

    void endDelay() {
        delayedRejections.decrementAndGet();
    }

    void recordHashTime(long nanos) {
        hashNanos += SMOOTHING_FACTOR * (nanos - hashNanos);
    }

    /** Current limit: one permit per thread, and the queue. */
    int limit() {
        return threads + (int) Math.min(maxQueueLength, threads * MAX_WAIT_NANOS / hashNanos);
    }
}
