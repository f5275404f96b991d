package run.opentrack.competition.imports;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import run.opentrack.competition.imports.ImportRow.Outcome;

/**
 * Import, as the API shows it.
 *
 * @param counts number of rows by outcome, 0 included
 * @param detail reason of a failure, otherwise null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ImportView(
        UUID id,
        String state,
        Map<String, Long> counts,
        List<RowView> rows,
        String country,
        String source,
        String format,
        String url,
        String gone,
        boolean dryRun,
        String detail,
        Instant createdAt,
        Instant finishedAt) {
    /** @param detail JSON: a text, or violations */
    public record RowView(
            Integer row,
            String outcome,
            UUID id,
            @JsonRawValue String detail) {
        static RowView of(ImportRow row) {
            return new RowView(row.number(), row.outcome().text(), row.competition(), row.detail());
        }
    }

    static ImportView of(Object[] row) {
        OffsetDateTime finishedAt = (OffsetDateTime) row[10];
        return new ImportView(
                (UUID) row[0],
                (String) row[1],
                Map.of(),
                List.of(),
                (String) row[2],
                (String) row[3],
                (String) row[4],
                (String) row[5],
                (String) row[6],
                (Boolean) row[7],
                (String) row[8],
                ((OffsetDateTime) row[9]).toInstant(),
                finishedAt == null ? null : finishedAt.toInstant());
    }

    ImportView with(Map<String, Long> found, List<RowView> page) {
        Map<String, Long> all = new LinkedHashMap<>();
        Stream.of(Outcome.values()).forEach(outcome -> all.put(outcome.text(), found.getOrDefault(outcome.text(), 0L)));
        return new ImportView(
                id, state, all, page, country, source, format, url, gone, dryRun, detail, createdAt, finishedAt);
    }
}
