package run.opentrack.competition.transaction;

import java.time.Duration;

/** What the reads of the calendar have in common. */
public final class Read {
    /** A client is told within three seconds that the database does not answer. */
    public static final Duration PATIENCE = Duration.ofMillis(2_500);

    private Read() {}
}
