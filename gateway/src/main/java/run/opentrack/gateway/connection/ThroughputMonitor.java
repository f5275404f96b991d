package run.opentrack.gateway.connection;

import run.opentrack.gateway.connection.ClientConnection.SlowClientConfig;

/**
 * Minimum-throughput check for one direction, per interval. An early burst, or bytes that only filled the kernel's
 * buffer, do not compensate for a later stall.
 */
final class ThroughputMonitor {
    private final SlowClientConfig config;
    private long intervalStart;
    private long bytesAtStart;
    private boolean firstInterval;

    ThroughputMonitor(SlowClientConfig config) {
        this.config = config;
    }

    /** Suspends the check until bytes are expected again. */
    void reset() {
        intervalStart = 0;
    }

    /**
     * @param totalBytes bytes transferred so far
     * @param now {@link System#nanoTime()}
     */
    boolean isBelowMinimum(long totalBytes, long now) {
        if (intervalStart == 0) {
            intervalStart = now;
            bytesAtStart = totalBytes;
            firstInterval = true;
            return false;
        }
        // An interval with a burst and one with a stall end within 1.4 times the grace period.
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
