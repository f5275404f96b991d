package run.opentrack.export.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A run as the API shows it; {@code finished_at} and {@code note} may be null. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder({"id", "started_at", "finished_at", "status", "note", "files"})
record RunView(UUID id, Instant startedAt, Instant finishedAt, String status, String note, List<FileView> files) {
    /** What a run did with one file; {@code note} says why, where there is something to say. */
    @JsonPropertyOrder({"name", "rows", "bytes", "sha256", "action", "note"})
    record FileView(String name, long rows, long bytes, String sha256, String action, String note) {}
}
