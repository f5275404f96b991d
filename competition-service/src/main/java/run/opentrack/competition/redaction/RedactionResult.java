package run.opentrack.competition.redaction;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * State of a redaction, as the API shows it: without the address.
 *
 * @param countries null for all
 * @param finishedAt null until every occurrence is removed, in countries that the account administers
 * @param competitionCount competitions in which the address was found
 * @param failedCount those that could not be changed in the last attempt
 * @param competitions first ones by id
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RedactionResult(
        UUID id,
        String status,
        List<String> countries,
        Instant createdAt,
        Instant finishedAt,
        long competitionCount,
        long failedCount,
        List<Found> competitions) {
    static RedactionResult of(Object[] row) {
        String countries = (String) row[1];
        OffsetDateTime finishedAt = (OffsetDateTime) row[3];
        return new RedactionResult(
                (UUID) row[0],
                finishedAt == null
                        ? (Integer) row[4] > 0 ? "retrying" : "running"
                        : (Boolean) row[5] ? "incomplete" : "succeeded",
                countries == null ? null : List.of(countries.split(",")),
                ((OffsetDateTime) row[2]).toInstant(),
                finishedAt == null ? null : finishedAt.toInstant(),
                (Long) row[6],
                (Long) row[7],
                List.of());
    }

    RedactionResult with(List<Found> found) {
        return new RedactionResult(id, status, countries, createdAt, finishedAt, competitionCount, failedCount, found);
    }

    /**
     * Competition in which the address was found.
     *
     * @param members of the competition itself
     * @param historyEntries number of entries of its history
     * @param failed true if it could not be changed and is tried again
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Found(UUID id, List<String> members, int historyEntries, boolean failed) {
        static Found of(Object[] row) {
            return new Found((UUID) row[0], List.of((String[]) row[1]), (Integer) row[2], (Boolean) row[3]);
        }
    }
}
