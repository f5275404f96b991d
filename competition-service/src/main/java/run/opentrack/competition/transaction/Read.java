package run.opentrack.competition.transaction;

import java.time.Duration;

/** What the reads of the calendar have in common. */
public final class Read {
    public static final Duration PATIENCE = run.opentrack.access.Read.PATIENCE;

    private Read() {}
}
