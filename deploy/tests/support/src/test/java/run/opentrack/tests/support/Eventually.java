package run.opentrack.tests.support;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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
            pause(20);
        }
    }

    /** The first answer that is no 503, asked for again after the time that a 503 names, ten times at most. */
    public static ApiClient.Response retryOnBusy(Supplier<ApiClient.Response> request) {
        ApiClient.Response answer = request.get();
        for (int i = 0; i < 10 && answer.status() == 503; i++) {
            pause(1_000 * Long.parseLong(answer.header("Retry-After")));
            answer = request.get();
        }
        return answer;
    }

    /** Lets time pass where there is nothing to wait for. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
