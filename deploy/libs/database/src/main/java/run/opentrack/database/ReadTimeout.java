package run.opentrack.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** What reads have in common. */
public final class ReadTimeout {
    /** A client is told within three seconds that the database does not answer. */
    public static final Duration TIMEOUT = Duration.ofMillis(2_500);

    private ReadTimeout() {}

    /** Ends in time, with a 503 where the database does not answer; goes on to its end when the client hangs up. */
    public static <T> Uni<T> apply(Uni<T> read) {
        return Uncancellable.of(read).ifNoItem().after(TIMEOUT).fail();
    }
}
