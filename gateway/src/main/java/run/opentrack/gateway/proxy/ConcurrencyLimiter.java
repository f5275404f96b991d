package run.opentrack.gateway.proxy;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * How many requests of one event loop a replica has at once. So many it works for, so many more wait for that. An answer
 * that its client does not take is no work for the replica: it stands aside, and others have its place. When too many
 * stand aside, the one that has stood the longest is given up: thousands of clients that take nothing cost so many
 * connections and buffers, and nobody has to wait for them.
 */
final class ConcurrencyLimiter {
    private final int maxConcurrent;
    private final int maxQueued;
    private final int maxSuspended;
    private final Queue<Permit> queue = new ArrayDeque<>();
    private final Set<Permit> suspended = new LinkedHashSet<>();
    private int inUse;

    /**
     * @param maxConcurrent that the replica works for
     * @param maxQueued that wait for a place
     * @param maxSuspended whose clients do not take their answers
     */
    ConcurrencyLimiter(int maxConcurrent, int maxQueued, int maxSuspended) {
        this.maxConcurrent = maxConcurrent;
        this.maxQueued = maxQueued;
        this.maxSuspended = maxSuspended;
    }

    /** A place for a request, or null when too many wait. */
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

    /** One request's place. */
    final class Permit {
        private final Runnable onAcquired;
        private final Runnable onEvicted;
        private State state = State.QUEUED;

        private Permit(Runnable onAcquired, Runnable onEvicted) {
            this.onAcquired = onAcquired;
            this.onEvicted = onEvicted;
        }

        /** Begins at once, or when it is its turn. */
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

        /** The client takes no more for now. */
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

        /** The client takes more: what has begun need not wait again. */
        void resume() {
            if (state == State.SUSPENDED) {
                suspended.remove(this);
                state = State.ACQUIRED;
                inUse++;
            }
        }

        /** The request is over, as far as the replica is concerned. */
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
