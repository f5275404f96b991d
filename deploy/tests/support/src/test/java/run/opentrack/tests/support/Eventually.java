package run.opentrack.tests.support;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions. */
public final class Eventually {
    private Eventually() {}

    /** Returns as soon as the condition holds; fails after the timeout. */
    public static void within(long seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true within " + seconds + " s");
            }
            pause(20);
        }
    }

    /** Repeats a request after its Retry-After while it gets 503, at most ten times. */
    public static ApiClient.Response retryOnBusy(Supplier<ApiClient.Response> request) {
        ApiClient.Response response = request.get();
        for (int i = 0; i < 10 && response.status() == 503; i++) {
            pause(1_000 * Long.parseLong(response.header("Retry-After")));
            response = request.get();
        }
        return response;
    }

    /** Sleeps, where no condition can be awaited. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
