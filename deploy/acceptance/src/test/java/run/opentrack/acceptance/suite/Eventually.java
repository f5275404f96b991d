package run.opentrack.acceptance.suite;

import java.util.function.BooleanSupplier;

/** Waits for a condition instead of a time. */
public final class Eventually {
    private Eventually() {}

    /** Comes back as soon as it holds. */
    public static void within(long seconds, BooleanSupplier holds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true within " + seconds + " s");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
