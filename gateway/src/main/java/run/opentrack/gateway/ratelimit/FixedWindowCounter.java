package run.opentrack.gateway.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lock-free fixed-window counter. Windows are aligned to the clock, so that the shares of several gateways add up;
 * window number and count share one long, updated by one compare-and-set.
 */
final class FixedWindowCounter {
    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final AtomicLong state = new AtomicLong();

    /** Counts one unit if the limit is not reached. */
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

    /** @return whether nothing was counted since the given time */
    boolean isIdleSince(long millis, long windowMillis) {
        return (state.get() >>> COUNT_BITS) < millis / windowMillis;
    }
}
