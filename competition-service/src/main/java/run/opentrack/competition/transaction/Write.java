package run.opentrack.competition.transaction;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;

/** What the writes of the calendar have in common. */
public final class Write {
    public static final Duration PATIENCE = run.opentrack.access.Write.PATIENCE;

    private Write() {}

    public static <T> Uni<T> of(Supplier<Uni<T>> work) {
        return within(PATIENCE, work);
    }

    /** The same for a client who has waited already. */
    public static <T> Uni<T> within(Duration patience, Supplier<Uni<T>> work) {
        return run.opentrack.access.Write.within(patience, work);
    }
}
