package run.opentrack.gateway.proxy;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * Concurrency limit (bulkhead) per instance and event loop with a bounded wait queue. A response blocked by a slow
 * client suspends its permit; if too many are suspended, the one suspended longest is evicted, so that stalled clients
 * cannot exhaust connections and buffers.
 */
final class ConcurrencyLimiter {
    private final int maxConcurrent;
    private final int maxQueued;
    private final int maxSuspended;
    private final Queue<Permit> queue = new ArrayDeque<>();
    private final Set<Permit> suspended = new LinkedHashSet<>();
    private int inUse;

    /**
     * @param maxConcurrent requests in progress
     * @param maxQueued requests waiting for a permit
     * @param maxSuspended responses blocked by slow clients
     */
    ConcurrencyLimiter(int maxConcurrent, int maxQueued, int maxSuspended) {
        this.maxConcurrent = maxConcurrent;
        this.maxQueued = maxQueued;
        this.maxSuspended = maxSuspended;
    }

    /**
     * @param onAcquired run when the permit is acquired
     * @param onEvicted run when a suspended permit is evicted
     * @return the permit; null if the queue is full
     */
    Permit tryRequest(Runnable onAcquired, Runnable onEvicted) {
        if (inUse >= maxConcurrent && queue.size() >= maxQueued) {
            return null;
        }
        return new Permit(onAcquired, onEvicted);
    }

    private void startQueued() {
        while (inUse < maxConcurrent && !queue.isEmpty()) {
            queue.remove().start();
        }
    }

    /** Permit of one request. */
    final class Permit {
        private final Runnable onAcquired;
        private final Runnable onEvicted;
        private State state = State.QUEUED;

        private Permit(Runnable onAcquired, Runnable onEvicted) {
            this.onAcquired = onAcquired;
            this.onEvicted = onEvicted;
        }

        /** Acquires the permit at once or queues it. */
        void acquire() {
            if (inUse < maxConcurrent) {
                start();
            } else {
                queue.add(this);
            }
        }

        private void start() {
            state = State.ACQUIRED;
            inUse++;
            onAcquired.run();
        }

        /** Frees the capacity while a client does not read or write. */
        void suspend() {
            if (state == State.ACQUIRED) {
                state = State.SUSPENDED;
                inUse--;
                suspended.add(this);
                if (suspended.size() > maxSuspended) {
                    suspended.iterator().next().onEvicted.run();
                }
                startQueued();
            }
        }

        /** Takes the capacity back without queueing; the limit may be exceeded for a moment. */
        void resume() {
            if (state == State.SUSPENDED) {
                suspended.remove(this);
                state = State.ACQUIRED;
                inUse++;
            }
        }

        /** Releases the permit in any state; repeated calls have no effect. */
        void release() {
            State before = state;
            state = State.RELEASED;
            switch (before) {
                case QUEUED -> queue.remove(this);
                case SUSPENDED -> suspended.remove(this);
                case ACQUIRED -> {
                    inUse--;
                    startQueued();
                }
                case RELEASED -> {}
            }
        }
    }

    private enum State {
        QUEUED,
        ACQUIRED,
        SUSPENDED,
        RELEASED
    }
}
