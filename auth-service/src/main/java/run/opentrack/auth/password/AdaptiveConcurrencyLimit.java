package run.opentrack.auth.password;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many logins may be under way: those that the threads can hash within the wait that is promised, by what a hash took
 * lately. A machine that others keep busy lets fewer in, and of the others a few wait for their refusal.
 */
final class AdaptiveConcurrencyLimit {
    /** Shorter than the second that is promised by what lies around the hash: the gateway, the database. */
    private static final double MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    /** With the queue fewer than the 64 requests that each event loop of the gateway has with a replica at once. */
    private static final int MAX_DELAYED_PER_THREAD = 20;

    private static final double INITIAL_HASH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double SMOOTHING_FACTOR = 0.1;

    private final int threads;
    private final int maxQueueLength;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger delayedRejections = new AtomicInteger();
    private volatile double hashNanos = INITIAL_HASH_NANOS;

    /** @param maxQueueLength that ever wait, however fast the machine is */
    AdaptiveConcurrencyLimit(int threads, int maxQueueLength) {
        this.threads = threads;
        this.maxQueueLength = maxQueueLength;
    }

    /** Whether there is a place, which is then taken. The first one in guesses anew: how busy it was may be long ago. */
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

    /** Whether one that did not enter may be held back, which it then is. */
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

    /** One for each thread, and the queue. */
    int limit() {
        return threads + (int) Math.min(maxQueueLength, threads * MAX_WAIT_NANOS / hashNanos);
    }
}
