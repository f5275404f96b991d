package run.opentrack.export.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import run.opentrack.export.run.RunRepository.RunLease;

/** Run in the API's representation; {@code finished_at} and {@code note} may be null. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder({"id", "started_at", "finished_at", "status", "note", "attempt", "progress", "durations", "files"})
record RunView(
        UUID id,
        Instant startedAt,
        Instant finishedAt,
        String status,
        String note,
        int attempt,
        ProgressView progress,
        DurationsView durations,
        List<FileView> files) {
    /** @param rendered run as the database renders it */
    static RunView parse(ObjectMapper json, String rendered) {
        try {
            return json.readValue(rendered, RunView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Representation of a run that has just started. */
    static RunView started(RunLease lease) {
        return new RunView(
                lease.runId(),
                lease.startedAt(),
                null,
                "running",
                null,
                1,
                new ProgressView("building", 0, 0, 0),
                new DurationsView(0, 0, 0),
                List.of());
    }

    /** Progress; each competition is read twice, once for the API's format and once for all others. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({"phase", "rows_read", "files_done", "files_total"})
    record ProgressView(String phase, long rowsRead, int filesDone, int filesTotal) {}

    /** Durations of the phases in milliseconds. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({"copying_millis", "shaping_millis", "sending_millis"})
    record DurationsView(long copyingMillis, long shapingMillis, long sendingMillis) {}

    /** Outcome of one file; {@code note} gives the reason, if any. */
    @JsonPropertyOrder({"name", "rows", "bytes", "sha256", "action", "note"})
    record FileView(String name, long rows, long bytes, String sha256, String action, String note) {}
}
