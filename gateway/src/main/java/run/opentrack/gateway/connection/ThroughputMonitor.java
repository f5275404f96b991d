package run.opentrack.gateway.connection;

/**
 * Bytes that pass in one direction. Each stretch of time must bring its share: what came in a rush before does not pay
 * for a standstill, and what the kernel took in one go is no sign that the client takes anything.
 */
final class ThroughputMonitor {
    private final SlowClientConfig config;
    private long intervalStart;
    private long bytesAtStart;
    private boolean firstInterval;

    ThroughputMonitor(SlowClientConfig config) {
        this.config = config;
    }

    /** Nothing is expected to pass now. */
    void reset() {
        intervalStart = 0;
    }

    /** @param totalBytes that have passed by now, in all */
    boolean isBelowMinimum(long totalBytes, long now) {
        if (intervalStart == 0) {
            intervalStart = now;
            bytesAtStart = totalBytes;
            firstInterval = true;
            return false;
        }
        // Two stretches, which a rush and a standstill take, are within one and a half times the grace.
        long interval = firstInterval
                ? config.gracePeriod().toNanos()
                : config.gracePeriod().toNanos() * 2 / 5;
        if (now - intervalStart <= interval) {
            return false;
        }
        boolean belowMinimum = totalBytes - bytesAtStart < interval / 1e9 * config.minBytesPerSecond();
        intervalStart = now;
        bytesAtStart = totalBytes;
        firstInterval = false;
        return belowMinimum;
    }
}
