package run.opentrack.competition.write;

import java.time.Duration;

/**
 * Size of the batches of bulk items of one country, and the pauses between them. Both depend on the time that items take, so
 * that single writes of the country wait for a short time only.
 */
final class BulkThrottle {
    /** On a machine on which a transaction takes longer than the aim, smaller batches would only be slower. */
    private static final int MIN_BATCH_SIZE = 16;

    private static final int MAX_BATCH_SIZE = 128;
    /** Aim for the time of a batch, well below the maximum for which a country may be locked. */
    private static final Duration BATCH_TIME = Duration.ofMillis(50);

    /** The same beside single writes. */
    private static final Duration BUSY_BATCH_TIME = Duration.ofMillis(10);

    private static final Duration MAX_PAUSE = Duration.ofMillis(20);
    /** Time after a single write for which the country counts as busy. */
    private static final Duration BUSY_TIME = Duration.ofMillis(500);

    private long lastSingleWriteNanos = System.nanoTime() - BUSY_TIME.toNanos();
    private long pauseEndNanos = System.nanoTime();
    private long nanosPerItem = Duration.ofMillis(1).toNanos();
    private int lastSize = MAX_BATCH_SIZE / 4;

    void onSingleWrite() {
        lastSingleWriteNanos = System.nanoTime();
    }

    private boolean isBusy() {
        return System.nanoTime() - lastSingleWriteNanos < BUSY_TIME.toNanos();
    }

    int batchSize() {
        Duration time = isBusy() ? BUSY_BATCH_TIME : BATCH_TIME;
        long fitting = Math.min(time.toNanos() / nanosPerItem, 2L * lastSize);
        return (int) Math.max(MIN_BATCH_SIZE, Math.min(fitting, MAX_BATCH_SIZE));
    }

    /** Adapts to the time of a batch. A busy country is left to single writes for up to the same time. */
    void onBatch(int size, long startNanos) {
        long now = System.nanoTime();
        if (2 * size >= batchSize()) {
            nanosPerItem = Math.max(1, (now - startNanos) / size);
            lastSize = size;
        }
        pauseEndNanos = now + (isBusy() ? Math.min(now - startNanos, MAX_PAUSE.toNanos()) : 0);
    }

    /** Remaining time of the pause; not positive if there is none. */
    Duration remainingPause() {
        return Duration.ofNanos(pauseEndNanos - System.nanoTime());
    }
}
