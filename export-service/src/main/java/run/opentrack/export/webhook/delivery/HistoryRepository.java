package run.opentrack.export.webhook.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;

/**
 * History of competitions as the outbox of events. Writers of a country are serialized by its lock, so that ids of its
 * entries are in the order of their commits, and the last one that was read is a cursor of the country.
 */
@ApplicationScoped
class HistoryRepository {
    /** Bound of the memory for entries, which may have 128 KiB. */
    static final int MAX_ENTRIES = 200;
    /** Changes after a change, up to which the state at that change is reconstructed. */
    private static final int MAX_LATER_ENTRIES = 1_000;

    private static final int MAX_LATER_BYTES = 4 << 20;

    private static final String ENTRY = "h.id, h.competition_id, h.country_id, h.at, h.action, h.changes";
    /** Changes only of an entry that may be a move to another country, since others are large and not needed. */
    private static final String MOVE = "CASE WHEN action NOT IN ('created', 'deleted')"
            + " AND strpos(changes, '\"country_id\":') > 0 THEN changes END AS changes";

    private static final String BEHIND = """
            SELECT v.country_id, coalesce(c.version, 0) AS cursor_version, coalesce(c.history_id, 0) AS history_id, v.version
              FROM calendar_version v LEFT JOIN webhook_cursor c USING (country_id)
             WHERE v.version > coalesce(c.version, 0)""";
    /** The order of ids: a change of country is behind the changes before it in either country. */
    private static final String ENTRIES = """
            SELECT %s FROM unnest($1::text[], $2::bigint[]) AS c (country_id, history_id)
             CROSS JOIN LATERAL (SELECT * FROM (
                   SELECT id, competition_id, country_id, at, action, %s FROM competition_history
                    WHERE country_id = c.country_id AND id > c.history_id ORDER BY id LIMIT %d) e) h
             ORDER BY h.id LIMIT %d""".formatted(ENTRY, MOVE, MAX_ENTRIES, MAX_ENTRIES);

    private static final String SAVE_CURSORS = """
            INSERT INTO webhook_cursor (country_id, version, history_id)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
            ON CONFLICT (country_id) DO UPDATE SET version = EXCLUDED.version, history_id = EXCLUDED.history_id""";
    private static final String FIND = "SELECT " + ENTRY + " FROM competition_history h WHERE h.id = $1";
    /** Entries beyond a number of bytes have no changes. */
    private static final String LATER = """
            SELECT id, competition_id, country_id, at, action,
                   CASE WHEN sum(length(changes)) OVER (ORDER BY id) <= %d THEN changes END
              FROM (SELECT id, competition_id, country_id, at, action, changes FROM competition_history
                     WHERE competition_id = $1 AND id > $2 ORDER BY id LIMIT %d) later
             ORDER BY id""".formatted(MAX_LATER_BYTES, MAX_LATER_ENTRIES + 1);

    private static final String STATE = """
            SELECT c.rendered, c.status_json, coalesce(c.created_at, h.at, now())
              FROM (SELECT min(at) AS at FROM competition_history WHERE competition_id = $1) h
              LEFT JOIN competition c ON c.id = $1""";
    private static final String RUN = """
            SELECT json_build_object('id', id, 'started_at', started_at, 'finished_at', finished_at, 'status', status,
                   'note', note)::text FROM export_run WHERE id = $1""";

    private static final String KEY = "SELECT id, name, expires_at FROM api_key WHERE id = $1";

    /**
     * Progress in the history of a country.
     *
     * @param version of the calendar at which it was complete
     * @param historyId last entry that was read
     * @param currentVersion of the calendar; entries may be missing up to it
     */
    record Cursor(String country, long version, long historyId, long currentVersion) {}

    private final Pool database;

    HistoryRepository(Pool database) {
        this.database = database;
    }

    /** Returns the cursors of countries that have changed. */
    Uni<List<Cursor>> findBehind(SqlClient sql) {
        return sql.query(BEHIND)
                .execute()
                .map(rows ->
                        map(rows, row -> new Cursor(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3))));
    }

    /** Returns the next entries of the countries, at most {@value #MAX_ENTRIES}, in their order, with changes if they are moves. */
    Uni<List<HistoryEntry>> findEntries(SqlClient sql, List<Cursor> cursors) {
        Tuple values = Tuple.tuple()
                .addArrayOfString(cursors.stream().map(Cursor::country).toArray(String[]::new))
                .addArrayOfLong(cursors.stream().map(Cursor::historyId).toArray(Long[]::new));
        return sql.preparedQuery(ENTRIES).execute(values).map(rows -> map(rows, HistoryRepository::toEntry));
    }

    Uni<Void> saveCursors(SqlClient sql, List<Cursor> cursors) {
        Tuple values = Tuple.tuple()
                .addArrayOfString(cursors.stream().map(Cursor::country).toArray(String[]::new))
                .addArrayOfLong(cursors.stream().map(Cursor::version).toArray(Long[]::new))
                .addArrayOfLong(cursors.stream().map(Cursor::historyId).toArray(Long[]::new));
        return sql.preparedQuery(SAVE_CURSORS).execute(values).replaceWithVoid();
    }

    /**
     * Returns what is needed to reconstruct a competition at a change. If there are too many later changes, the newest state
     * takes the place of that one.
     */
    Uni<ChangeSource> findSource(long entryId) {
        return database.preparedQuery(FIND)
                .execute(Tuple.of(entryId))
                .map(rows -> toEntry(rows.iterator().next()))
                .chain(this::findSource);
    }

    /** The state is read before the later changes: one that is not yet in it has its values as the old ones. */
    private Uni<ChangeSource> findSource(HistoryEntry entry) {
        return database.preparedQuery(STATE)
                .execute(Tuple.of(entry.competition()))
                .chain(state -> database.preparedQuery(LATER)
                        .execute(Tuple.of(entry.competition(), entry.id()))
                        .map(later -> toSource(
                                entry,
                                map(later, HistoryRepository::toEntry),
                                state.iterator().next())));
    }

    private static ChangeSource toSource(HistoryEntry entry, List<HistoryEntry> later, Row state) {
        String rendered = state.getString(0);
        boolean newest =
                later.size() > MAX_LATER_ENTRIES || later.stream().anyMatch(change -> change.changes() == null);
        if (newest && rendered == null) {
            throw new NoSuchElementException("competition " + entry.competition() + " was deleted after many changes");
        }
        return new ChangeSource(
                entry,
                newest ? List.of() : later,
                rendered,
                state.getString(1),
                state.getOffsetDateTime(2).toInstant());
    }

    /**
     * @param later changes of the competition, oldest first
     * @param rendered JSON of the competition, null if it is deleted
     * @param status JSON of its status, null if it was never set or the competition is deleted
     */
    record ChangeSource(
            HistoryEntry entry, List<HistoryEntry> later, String rendered, String status, Instant createdAt) {}

    /** Returns an export run as JSON. */
    Uni<String> findRun(UUID id) {
        return database.preparedQuery(RUN)
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getString(0));
    }

    /** API key as its owner sees it. */
    record ExpiringKey(String id, String name, Instant expiresAt) {}

    Uni<ExpiringKey> findKey(String id) {
        return database.preparedQuery(KEY).execute(Tuple.of(id)).map(rows -> {
            Row row = rows.iterator().next();
            return new ExpiringKey(
                    row.getString(0), row.getString(1), row.getOffsetDateTime(2).toInstant());
        });
    }

    private static HistoryEntry toEntry(Row row) {
        return new HistoryEntry(
                row.getLong(0),
                row.getUUID(1),
                row.getString(2),
                row.getOffsetDateTime(3).toInstant(),
                row.getString(4),
                row.getString(5));
    }

    private static <T> List<T> map(RowSet<Row> rows, Function<Row, T> mapper) {
        List<T> mapped = new ArrayList<>();
        rows.forEach(row -> mapped.add(mapper.apply(row)));
        return mapped;
    }
}
