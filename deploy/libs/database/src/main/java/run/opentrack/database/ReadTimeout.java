package run.opentrack.database;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Timeout of database reads. */
public final class ReadTimeout {
    /** Leaves time to respond within three seconds. */
    public static final Duration TIMEOUT = Duration.ofMillis(2_500);

    private ReadTimeout() {}

    /** Fails with 503 if the database does not respond in time. Work continues if the client disconnects. */
    public static <T> Uni<T> apply(Uni<T> read) {
        return Uncancellable.of(read).ifNoItem().after(TIMEOUT).fail();
    }

    /** Applies the timeout to a read without Mutiny. */
    public static <T> Future<T> apply(Future<T> read) {
        return read.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
