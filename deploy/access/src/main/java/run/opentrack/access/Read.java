package run.opentrack.access;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** What reads have in common. */
public final class Read {
    /** A client is told within three seconds that the database does not answer. */
    public static final Duration PATIENCE = Duration.ofMillis(2_500);

    private Read() {}

    /** Ends in time, with a 503 where the database does not answer; goes on to its end when the client hangs up. */
    public static <T> Uni<T> inTime(Uni<T> read) {
        return Unbroken.of(read).ifNoItem().after(PATIENCE).fail();
    }
}
