package run.opentrack.gateway.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what somebody did in the current window of time. Windows are aligned to the clock: several gateways, each with
 * its share, then allow together what one would. Number of the window and count share one long, so that counting is one
 * atomic step.
 */
final class FixedWindowCounter {
    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final AtomicLong state = new AtomicLong();

    /** Counts one more, unless the limit is reached. */
    boolean tryIncrement(long nowMillis, long windowMillis, long limit) {
        long window = nowMillis / windowMillis;
        while (true) {
            long current = state.get();
            long count = current >>> COUNT_BITS == window ? current & COUNT_MASK : 0;
            if (count >= limit) {
                return false;
            }
            if (state.compareAndSet(current, window << COUNT_BITS | count + 1)) {
                return true;
            }
        }
    }

    /** Whether it has not counted since a time. */
    boolean isIdleSince(long millis, long windowMillis) {
        return (state.get() >>> COUNT_BITS) < millis / windowMillis;
    }
}
