package run.opentrack.export.run;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * Lease of a run by this replica.
 *
 * @param generation grows with each claim; a replica with a lower generation than the run's has lost it
 * @param night day of a nightly run; empty for a requested one
 * @param acceptShrink true if a file may lose half of its rows
 */
record RunLease(UUID runId, long generation, Optional<LocalDate> night, boolean acceptShrink, Instant startedAt) {}
