package run.opentrack.competition.change;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.change.ChangeFilter;
import run.opentrack.database.change.ChangeToken.Position;

/** SQL of changes. Stored JSON is passed on as bytes, without mapping it. */
@ApplicationScoped
class ChangeRepository {
    /**
     * Columns of a stored competition are its JSON, times and status, from which the service makes the entry; a removal has no
     * status and no time of creation. A competition that is in the filter at present is not reported as removed: it is reported
     * as stored.
     */
    static final String SELECT = """
            SELECT version, id, content, at, status, created FROM (SELECT *,
              sum(length(content)) OVER (ORDER BY version, id ROWS UNBOUNDED PRECEDING) - length(content) AS before FROM (
              (SELECT changed_version AS version, id, convert_to(rendered, 'UTF8') AS content, updated_at AS at,
                  status_json AS status, created_at AS created
                 FROM opentrack.competition WHERE country_id = $1 AND changed_version <= $2 AND (changed_version, id) > ($3, $4)
                  AND date BETWEEN $5 AND $6 ORDER BY changed_version, id LIMIT $7)
              UNION ALL
              (SELECT version, competition_id, convert_to(%s, 'UTF8'), at, NULL, NULL
                 FROM opentrack.competition_removal r WHERE country_id = $1 AND version <= $2 AND version > $8
                  AND (version, competition_id) > ($3, $4) AND date BETWEEN $5 AND $6
                  AND NOT EXISTS (SELECT FROM opentrack.competition c WHERE c.id = r.competition_id
                        AND c.date BETWEEN $5 AND $6 AND ($9::text[] IS NULL OR c.country_id = ANY($9)))
                ORDER BY version, competition_id LIMIT $7)
              ) changes ORDER BY version, id LIMIT $7) page WHERE before < $10 ORDER BY version, id""".formatted(CompetitionColumns.REMOVAL);

    /** The moment is recorded before anything is deleted, so that no older token is accepted any more. */
    private static final String PURGE = """
            WITH recorded AS (UPDATE opentrack.change_epoch SET purged_before = greatest(purged_before, $1) RETURNING 1)
            DELETE FROM opentrack.competition_removal WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM opentrack.competition_removal, recorded WHERE at < $2 LIMIT 10000))""";
    /** Longer than a write, and than the difference of two clocks. */
    private static final Duration PURGE_DELAY = Duration.ofMinutes(10);

    private static final int ENTRY_OVERHEAD = 256;
    private static final LocalDate MIN_DATE = LocalDate.of(1, 1, 1);
    private static final LocalDate MAX_DATE = LocalDate.of(9999, 12, 31);
    private static final UUID MAX_ID = new UUID(-1, -1);

    private final Pool database;

    ChangeRepository(Pool database) {
        this.database = database;
    }

    /** Change of one competition, as JSON. */
    record Change(long version, UUID id, Buffer json) {}

    /**
     * Changes that are to be read.
     *
     * @param after the last change that is known
     * @param upTo last version
     * @param limit maximum number
     * @param maxBytes of their JSON; a change that begins before is the last one
     */
    record Range(ChangeFilter filter, Position after, long upTo, int limit, long maxBytes) {
        /** Returns the position behind all changes of a version. */
        static Position behind(String country, long version) {
            return new Position(country, version, MAX_ID, version);
        }
    }

    Future<List<Change>> find(Range range) {
        ChangeFilter filter = range.filter();
        Position after = range.after();
        Tuple values = Tuple.from(Arrays.asList(
                after.country(),
                range.upTo(),
                after.version(),
                after.id(),
                Objects.requireNonNullElse(filter.from(), MIN_DATE),
                Objects.requireNonNullElse(filter.to(), MAX_DATE),
                (long) range.limit(),
                after.removalsAfter(),
                filter.countries().isEmpty() ? null : filter.countries().toArray(String[]::new),
                range.maxBytes()));
        return ReadTimeout.apply(database.preparedQuery(SELECT).execute(values))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ChangeRepository::toChange)
                        .toList());
    }

    private static Change toChange(Row row) {
        Buffer content = row.getBuffer(2);
        OffsetDateTime time = row.getOffsetDateTime(3);
        OffsetDateTime created = row.getOffsetDateTime(5);
        String at = CompetitionColumns.formatTime(time.toInstant());
        String begin = "{\"change\":\"removed\",\"at\":\"" + at + "\",";
        String end = "}";
        if (created != null) {
            begin = "{\"change\":\"stored\",\"at\":\"" + at + "\",\"competition\":";
            // Most competitions were never changed: the same text serves twice.
            String createdAt = created.equals(time) ? at : CompetitionColumns.formatTime(created.toInstant());
            String status = row.getString(4);
            end = ",\"status\":" + (status == null ? CompetitionColumns.initialStatus(createdAt) : status) + "}";
        }
        Buffer json = Buffer.buffer(content.length() + ENTRY_OVERHEAD)
                .appendString(begin)
                .appendBuffer(content)
                .appendString(end);
        return new Change(row.getLong(0), row.getUUID(1), json);
    }

    /** Deletes some removals from before a moment. Tokens from before it are void from now on. */
    Future<Integer> purge(Instant before) {
        return ReadTimeout.apply(database.preparedQuery(PURGE)
                        .execute(Tuple.of(
                                before.atOffset(ZoneOffset.UTC),
                                before.minus(PURGE_DELAY).atOffset(ZoneOffset.UTC))))
                .map(RowSet::rowCount);
    }
}
