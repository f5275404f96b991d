package run.opentrack.export.run;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that this replica works on.
 *
 * @param generation grows with each claim; a replica whose generation is not the run's any more has lost it
 * @param night the day whose run it is; none of a run that somebody asked for
 * @param acceptShrink whether a file may lose half of its rows
 */
record RunLease(UUID runId, long generation, Optional<LocalDate> night, boolean acceptShrink, Instant startedAt) {}
