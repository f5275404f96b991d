package run.opentrack.competition.imports;

import static run.opentrack.competition.sql.SqlExecutor.time;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.imports.CalendarImport.Stage;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.security.AccessToken;

/** Imports in the database: their requests, their progress, and the addresses that are imported each night. */
@ApplicationScoped
class ImportRepository {
    /** An import whose replica does not report progress for so long is taken over by another one. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final int MAX_RUNNING = 10;
    private static final int MAX_LISTED = 100;
    /** Maximum number of addresses of one country that are imported each night. */
    static final int MAX_SOURCES = 20;

    private static final String INSERT = """
            INSERT INTO opentrack.calendar_import (id, account_id, country_id, source, format, url, date_order, columns, gone,
                                                   dry_run, content, state, stage, next_at, created_at)
            SELECT CAST($1 AS uuid), CAST($2 AS uuid), $3, $4, $5, CAST($6 AS text), CAST($7 AS text), $8, $9,
                   CAST($10 AS boolean), CAST($11 AS bytea), 'running', $12, CAST($13 AS timestamptz), CAST($13 AS timestamptz)
             WHERE (SELECT count(*) FROM opentrack.calendar_import WHERE account_id = $2 AND state = 'running') < %d
            RETURNING 1""".formatted(MAX_RUNNING);
    private static final String DELETE_SOURCE =
            "DELETE FROM opentrack.calendar_source WHERE country_id = $1 AND source = $2";
    private static final String UPSERT_SOURCE = """
            INSERT INTO opentrack.calendar_source (country_id, source, account_id, format, url, date_order, columns, gone, next_at)
            SELECT $1, $2, CAST($3 AS uuid), $4, $5, CAST($6 AS text), $7, $8, CAST($9 AS timestamptz)
             WHERE (SELECT count(*) FROM opentrack.calendar_source WHERE country_id = $1 AND source <> $2) < %d
            ON CONFLICT (country_id, source) DO UPDATE
               SET account_id = EXCLUDED.account_id, format = EXCLUDED.format, url = EXCLUDED.url,
                   date_order = EXCLUDED.date_order, columns = EXCLUDED.columns, gone = EXCLUDED.gone, next_at = EXCLUDED.next_at
            RETURNING 1""".formatted(MAX_SOURCES);
    /** One statement, so that each night's import is added once, on whichever replica. */
    private static final String ADD_DUE = """
            WITH due AS (
                UPDATE opentrack.calendar_source SET next_at = $2 WHERE (country_id, source) IN (
                    SELECT country_id, source FROM opentrack.calendar_source WHERE next_at <= $1
                     ORDER BY next_at LIMIT 100 FOR UPDATE SKIP LOCKED)
                RETURNING *)
            INSERT INTO opentrack.calendar_import (id, account_id, country_id, source, format, url, date_order, columns, gone,
                                                   dry_run, state, stage, next_at, created_at)
            SELECT gen_random_uuid(), account_id, country_id, source, format, url, date_order, columns, gone,
                   false, 'running', 'fetch', $1, $1 FROM due""";

    /** Imports of one source run in the order in which they were requested. */
    private static final String CLAIM = """
            UPDATE opentrack.calendar_import
               SET next_at = $2, generation = generation + 1, attempts = attempts + 1, started_at = coalesce(started_at, $1)
             WHERE id = (
                SELECT id FROM opentrack.calendar_import i WHERE state = 'running' AND next_at <= $1 AND (stage = 'fetch') = $3
                   AND NOT EXISTS (
                       SELECT FROM opentrack.calendar_import o
                        WHERE o.country_id = i.country_id AND o.source = i.source AND o.state = 'running'
                          AND (o.created_at, o.id) < (i.created_at, i.id))
                 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + CalendarImport.COLUMNS;

    private static final String RENEW = """
            UPDATE opentrack.calendar_import SET next_at = $3, attempts = CASE WHEN $4 THEN 0 ELSE attempts END
             WHERE id = $1 AND generation = $2 AND state = 'running' RETURNING 1""";
    private static final String SAVE_CONTENT = """
            UPDATE opentrack.calendar_import SET content = $3, stage = 'read', next_at = $4, attempts = 0
             WHERE id = $1 AND generation = $2 AND state = 'running'""";
    private static final String ADVANCE = """
            UPDATE opentrack.calendar_import SET stage = $3, next_at = $4, attempts = 0, previous_count = coalesce($5, previous_count),
                   content = CASE WHEN $3 IN ('fetch', 'read') THEN content END
             WHERE id = $1 AND generation = $2 AND state = 'running'""";
    private static final String END = """
            UPDATE opentrack.calendar_import SET state = $3, detail = $4, content = NULL,
                   finished_at = CASE WHEN $3 <> 'held' THEN CAST($5 AS timestamptz) END
             WHERE id = $1 AND generation = $2 AND state = 'running' RETURNING 1""";
    /** A later import of the source makes this one obsolete. */
    private static final String CONFIRM = """
            UPDATE opentrack.calendar_import i SET state = 'running', stage = 'write', next_at = $2, attempts = 0, started_at = NULL
             WHERE id = $1 AND state = 'held' AND NOT EXISTS (
                   SELECT FROM opentrack.calendar_import o
                    WHERE o.country_id = i.country_id AND o.source = i.source AND NOT o.dry_run AND o.state <> 'failed'
                      AND (o.created_at, o.id) > (i.created_at, i.id))
            RETURNING 1""";

    private static final String SELECT_VIEW = """
            SELECT id, state, country_id, source, format, url, gone, dry_run, detail, created_at, finished_at
              FROM opentrack.calendar_import
             WHERE account_id = $1 AND (CAST($2 AS text[]) IS NULL OR country_id = ANY(CAST($2 AS text[])))""";
    private static final String FIND = SELECT_VIEW + " AND id = $3";
    private static final String LIST = SELECT_VIEW + " ORDER BY created_at DESC, id DESC LIMIT " + MAX_LISTED;
    private static final String FIND_CONTENT = "SELECT content FROM opentrack.calendar_import WHERE id = $1";
    private static final String DELETE_OLD =
            "DELETE FROM opentrack.calendar_import WHERE created_at < $1 AND state <> 'running'";

    private final Pool database;

    ImportRepository(Pool database) {
        this.database = database;
    }

    /** Adds an import; false if the account has too many that are running. */
    Uni<Boolean> add(SqlExecutor sql, UUID id, UUID account, ImportRequest request, Instant now) {
        return sql.query(
                        INSERT,
                        id,
                        account,
                        request.country(),
                        request.source(),
                        request.format().text(),
                        request.url(),
                        request.dateOrder(),
                        request.columns(),
                        request.gone().text(),
                        request.dryRun(),
                        request.content() == null ? null : Buffer.buffer(request.content()),
                        request.url() == null ? Stage.READ.text() : Stage.FETCH.text(),
                        time(now))
                .map(rows -> !rows.isEmpty());
    }

    Uni<Void> deleteSource(SqlExecutor sql, String country, String source) {
        return sql.execute(DELETE_SOURCE, country, source);
    }

    /** Stores an address; false if its country has too many. */
    Uni<Boolean> saveSource(SqlExecutor sql, UUID account, ImportRequest request, Instant next) {
        return sql.query(
                        UPSERT_SOURCE,
                        request.country(),
                        request.source(),
                        account,
                        request.format().text(),
                        request.url(),
                        request.dateOrder(),
                        request.columns(),
                        request.gone().text(),
                        time(next))
                .map(rows -> !rows.isEmpty());
    }

    /** Adds the imports of addresses that are due, and sets the time of their next ones. */
    Uni<Void> addDue(Instant now, Instant next) {
        return sql().execute(ADD_DUE, time(now), time(next));
    }

    /** Claims the import that waits longest, to fetch its file or for another step; null if there is none. */
    Uni<CalendarImport> claim(Instant now, boolean fetch) {
        return sql().query(CLAIM, time(now), time(now.plus(LEASE)), fetch)
                .map(rows -> rows.isEmpty() ? null : CalendarImport.of(rows.get(0)));
    }

    /** Renews the lease; false if it is lost. */
    Uni<Boolean> renewLease(SqlExecutor sql, CalendarImport claimed, Instant now) {
        return setNext(sql, claimed, now.plus(LEASE), false);
    }

    /** Ends the attempt; the next one begins at the given time. */
    Uni<Boolean> postpone(SqlExecutor sql, CalendarImport claimed, Instant next) {
        return setNext(sql, claimed, next, true);
    }

    private static Uni<Boolean> setNext(SqlExecutor sql, CalendarImport claimed, Instant next, boolean attemptEnded) {
        return sql.query(RENEW, claimed.id(), claimed.generation(), time(next), attemptEnded)
                .map(rows -> !rows.isEmpty());
    }

    Uni<byte[]> findContent(UUID id) {
        return sql().query(FIND_CONTENT, id).map(rows -> ((Buffer) rows.get(0)[0]).getBytes());
    }

    Uni<Void> saveContent(CalendarImport claimed, byte[] content, Instant now) {
        return sql().execute(SAVE_CONTENT, claimed.id(), claimed.generation(), Buffer.buffer(content), time(now));
    }

    /** @param previousCount null if it stays as it is */
    Uni<Void> advance(SqlExecutor sql, CalendarImport claimed, Stage stage, Integer previousCount, Instant now) {
        return sql.execute(ADVANCE, claimed.id(), claimed.generation(), stage.text(), time(now), previousCount);
    }

    /** Ends or holds an import; false if the lease is lost. */
    Uni<Boolean> end(SqlExecutor sql, CalendarImport claimed, String state, String detail, Instant now) {
        return sql.query(END, claimed.id(), claimed.generation(), state, detail, time(now))
                .map(rows -> !rows.isEmpty());
    }

    Uni<Boolean> confirm(UUID id, Instant now) {
        return sql().query(CONFIRM, id, time(now)).map(rows -> !rows.isEmpty());
    }

    /** @return null if the caller's account, and the key's countries, have no such import */
    Uni<ImportView> find(AccessToken caller, UUID id) {
        return sql().query(FIND, caller.accountId(), keyCountries(caller), id)
                .map(rows -> rows.isEmpty() ? null : ImportView.of(rows.get(0)));
    }

    /** Newest imports of the caller's account, without their rows; with an API key, those of the key's countries. */
    Uni<List<ImportView>> list(AccessToken caller) {
        return sql().query(LIST, caller.accountId(), keyCountries(caller))
                .map(rows -> rows.stream().map(ImportView::of).toList());
    }

    private static String[] keyCountries(AccessToken caller) {
        return caller.key() == null ? null : caller.key().countries().toArray(String[]::new);
    }

    Uni<Void> deleteOlderThan(Instant time) {
        return sql().execute(DELETE_OLD, time(time));
    }

    SqlExecutor sql() {
        return SqlExecutor.on(database);
    }
}
