package run.opentrack.competition.redaction;

import static run.opentrack.competition.sql.SqlExecutor.time;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.security.Rights;

/** Redactions in the database: their requests, their progress and what they found. */
@ApplicationScoped
class RedactionRepository {
    /** Rows that one statement searches, so that none exceeds the timeout of a connection. */
    static final int SLICE_SIZE = 500;

    private static final int MAX_UNFINISHED = 20;
    private static final String FIRST_CURSOR = new UUID(0, 0).toString();
    /** A redaction whose replica does not report progress for so long is taken over by another one. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String INSERT = """
            WITH added AS (
                INSERT INTO opentrack.redaction (id, account_id, email, countries, position, created_at, next_at)
                SELECT CAST($1 AS uuid), CAST($2 AS uuid), $3, string_to_array($4, ','), $6,
                       CAST($5 AS timestamptz), CAST($5 AS timestamptz)
                 WHERE (SELECT count(*) FROM opentrack.redaction WHERE account_id = $2 AND finished_at IS NULL) < %d
                RETURNING account_id, created_at)
            INSERT INTO opentrack.audit_entry (at, actor_id, action, account_id)
            SELECT created_at, account_id, 'redaction_requested', account_id FROM added RETURNING 1""".formatted(MAX_UNFINISHED);
    private static final String FIND = """
            SELECT id, array_to_string(countries, ','), created_at, finished_at, passes, incomplete,
                   (SELECT count(*) FROM opentrack.redaction_result WHERE redaction_id = $1),
                   (SELECT count(*) FROM opentrack.redaction_result WHERE redaction_id = $1 AND failed)
              FROM opentrack.redaction WHERE id = $1""";
    private static final String FIND_RESULTS = """
            SELECT competition_id, members, history_entries, failed FROM opentrack.redaction_result
             WHERE redaction_id = $1 AND competition_id >= $2 ORDER BY competition_id LIMIT $3""";

    private static final String CLAIM = """
            UPDATE opentrack.redaction SET next_at = $2 WHERE id = (
                SELECT id FROM opentrack.redaction WHERE finished_at IS NULL AND next_at <= $1
                 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, account_id, email, array_to_string(countries, ','), in_histories, position,
                      created_at""";
    /** Merged competitions are kept for their undo. Text with an escape may contain the address in another form, so that it has to be decoded. */
    private static final String SEARCH_COMPETITIONS = """
            SELECT CAST(id AS text), id, country_id,
                   CASE WHEN country_id = ANY(string_to_array($3, ',')) IS NOT FALSE
                         AND (lower(rendered) LIKE ANY(string_to_array(lower($2), ' ')) OR position('\\' IN events) > 0
                          OR lower(status_json) LIKE ANY(string_to_array(lower($2), ' ')))
                        THEN octet_length(rendered) END
              FROM (SELECT * FROM (
                        SELECT id, country_id, rendered, events, status_json FROM opentrack.competition
                         UNION ALL
                        SELECT id, country_id, rendered, events, status_json FROM opentrack.merged_competition) stored
                     WHERE id >= CAST(CAST($1 AS text) AS uuid) ORDER BY id LIMIT $4) slice
             ORDER BY slice.id""";
    /** A history belongs to the country of its last entry, also when the competition is deleted. */
    private static final String SEARCH_HISTORIES = """
            SELECT CAST(id AS text), competition_id, '',
                   CASE WHEN lower(changes) LIKE ANY(string_to_array(lower($2), ' ')) OR position('\\' IN changes) > 0
                        THEN CASE WHEN CAST($3 AS text) IS NULL OR (
                                SELECT country_id FROM opentrack.competition_history last
                                 WHERE last.competition_id = slice.competition_id ORDER BY id DESC LIMIT 1)
                                = ANY(string_to_array($3, ','))
                             THEN octet_length(changes) END END
              FROM (SELECT * FROM opentrack.competition_history WHERE id >= CAST(CAST($1 AS text) AS bigint) ORDER BY id LIMIT $4) slice
             ORDER BY slice.id""";

    private static final String MARK_INCOMPLETE = "UPDATE opentrack.redaction SET incomplete = true WHERE id = $1";

    private static final String POSTPONE = "UPDATE opentrack.redaction SET next_at = $2 WHERE id = $1";
    /** Compares the old cursor, as another replica may have taken over after the lease. */
    private static final String ADVANCE = """
            UPDATE opentrack.redaction SET in_histories = $2, position = $3, next_at = $4
             WHERE id = $1 AND in_histories = $5 AND position = $6""";
    /** Ends a pass. After failures or unread uploads another one follows, with backoff; otherwise the redaction ends and its e-mail is deleted. */
    private static final String END_PASS = """
            UPDATE opentrack.redaction SET in_histories = false, position = $3, passes = passes + 1,
                   next_at = CAST($2 AS timestamptz) + make_interval(mins => least(60, 1 << least(passes, 6))),
                   finished_at = CASE WHEN NOT again THEN CAST($2 AS timestamptz) END, email = CASE WHEN again THEN email END
              FROM (SELECT awaits_imports OR EXISTS (
                        SELECT FROM opentrack.redaction_result WHERE redaction_id = $1 AND failed) AS again
                      FROM opentrack.redaction WHERE id = $1) results
             WHERE id = $1 AND in_histories AND position = $4""";

    private static final String LOCK_ENTRIES = """
            SELECT id, competition_id, changes FROM opentrack.competition_history
             WHERE id = ANY(CAST($1 AS bigint[])) ORDER BY id FOR UPDATE""";
    private static final String UPDATE_ENTRIES = """
            UPDATE opentrack.competition_history h SET changes = redacted.changes
              FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS redacted (id, changes) WHERE h.id = redacted.id""";
    private static final String ADD_RESULTS = """
            INSERT INTO opentrack.redaction_result AS r (redaction_id, competition_id, members, history_entries)
            SELECT CAST($1 AS uuid), competition, coalesce(string_to_array(string_agg(members, ','), ','), '{}'),
                   count(*) FILTER (WHERE members IS NULL)
              FROM unnest(CAST($2 AS uuid[]), CAST($3 AS text[])) AS found (competition, members) GROUP BY competition
            ON CONFLICT (redaction_id, competition_id) DO UPDATE
               SET history_entries = r.history_entries + EXCLUDED.history_entries,
                   members = ARRAY(SELECT unnest(r.members) UNION SELECT unnest(EXCLUDED.members))""";
    private static final String ADD_FAILURE = """
            INSERT INTO opentrack.redaction_result (redaction_id, competition_id, failed) VALUES ($1, $2, true)
            ON CONFLICT (redaction_id, competition_id) DO UPDATE SET failed = true""";
    /**
     * Ends imports in progress and held ones, which would write the address again, and replaces details that quote it. A
     * former holder of the lease writes no further slice, because its generation is lower. Other uploads that are not read yet
     * lead to another pass: they may be in any character set, and lines of iCalendar are folded.
     */
    private static final String REDACT_IMPORTS = """
            WITH found AS MATERIALIZED (
                SELECT i.id FROM opentrack.calendar_import i
                 WHERE (CAST($2 AS text) IS NULL OR i.country_id = ANY(string_to_array($2, ',')))
                   AND (lower(i.detail) LIKE ANY(string_to_array(lower($1), ' '))
                     OR lower(encode(i.content, 'escape')) LIKE ANY(string_to_array(lower($1), ' '))
                     OR EXISTS (SELECT FROM opentrack.calendar_import_row r
                                 WHERE r.import_id = i.id AND (r.content IS NOT NULL OR r.detail IS NOT NULL)
                                   AND lower(concat_ws(' ', r.content, CASE WHEN position('\\u' IN r.content) > 0 THEN CAST(r.content AS jsonb) END,
                                                      r.detail, r.key)) LIKE ANY(string_to_array(lower($1), ' '))))
                   FOR UPDATE),
            ended AS (
                UPDATE opentrack.calendar_import i
                   SET state = CASE WHEN state IN ('running', 'held') THEN 'failed' ELSE state END,
                       finished_at = coalesce(finished_at, CAST($3 AS timestamptz)), generation = generation + 1, content = NULL,
                       detail = CASE WHEN state IN ('running', 'held') OR lower(detail) LIKE ANY(string_to_array(lower($1), ' '))
                                     THEN 'an address in it was redacted' ELSE detail END
                 WHERE id = ANY(ARRAY(SELECT id FROM found))),
            awaited AS (
                UPDATE opentrack.redaction d SET awaits_imports = EXISTS (
                       SELECT FROM opentrack.calendar_import i
                        WHERE i.content IS NOT NULL AND i.created_at <= d.created_at AND i.id <> ALL(ARRAY(SELECT id FROM found))
                          AND (CAST($2 AS text) IS NULL OR i.country_id = ANY(string_to_array($2, ','))))
                 WHERE d.id = $4)
            UPDATE opentrack.calendar_import_row r
               SET content = NULL, key = NULL, name_key = NULL,
                   detail = CASE WHEN lower(detail) LIKE ANY(string_to_array(lower($1), ' ')) THEN '"an address in it was redacted"' ELSE detail END
             WHERE import_id = ANY(ARRAY(SELECT id FROM found))
               AND (num_nonnulls(content, key, name_key) > 0 OR lower(detail) LIKE ANY(string_to_array(lower($1), ' ')))""";
    /** Without its key, the next import finds the competition by name and date, and stores the key that the source has then. */
    private static final String REDACT_KEYS = """
            UPDATE opentrack.imported_competition SET key = NULL
             WHERE (CAST($2 AS text) IS NULL OR country_id = ANY(string_to_array($2, ','))) AND lower(key) LIKE ANY(string_to_array(lower($1), ' '))""";

    private static final String CLEAR_FAILURES =
            "UPDATE opentrack.redaction_result SET failed = false WHERE redaction_id = $1 AND failed";

    private final Pool database;

    RedactionRepository(Pool database) {
        this.database = database;
    }

    /**
     * Redaction in progress.
     *
     * @param countries joined by commas, null for all
     * @param inHistories false while competitions are searched
     * @param cursor id of the first row that is not yet searched
     */
    record Redaction(
            UUID id,
            UUID account,
            String email,
            String countries,
            boolean inHistories,
            String cursor,
            Instant createdAt) {
        /** Narrowed to the countries that the account administers. */
        Redaction within(Rights rights) {
            Stream<String> requested =
                    countries == null ? rights.countries().stream() : Stream.of(countries.split(","));
            String rest = requested.filter(rights::mayAdminister).collect(Collectors.joining(","));
            return new Redaction(
                    id, account, email, rights.isSuperuser() ? countries : rest, inHistories, cursor, createdAt);
        }

        /** Patterns of LIKE for texts with a spelling of the address, separated by blanks. */
        String patterns() {
            return AddressRedactor.spellings(email).stream()
                    .map(spelling -> "%" + spelling.replaceAll("[%_]", "\\\\$0") + "%")
                    .collect(Collectors.joining(" "));
        }

        boolean isAtStart() {
            return !inHistories && cursor.equals(FIRST_CURSOR);
        }

        private static Redaction of(Object[] row) {
            return new Redaction(
                    (UUID) row[0],
                    (UUID) row[1],
                    (String) row[2],
                    (String) row[3],
                    (Boolean) row[4],
                    (String) row[5],
                    ((OffsetDateTime) row[6]).toInstant());
        }
    }

    /**
     * Row that may contain the address.
     *
     * @param country whose lock a change of the row requires, empty for an entry of a history
     */
    record Candidate(String id, UUID competition, String country, int bytes) {}

    /**
     * @param candidates in the slice
     * @param next cursor behind the slice, null after the last one
     */
    record Slice(List<Candidate> candidates, String next) {}

    /** History entry that was redacted. */
    record RedactedHistoryEntry(long id, UUID competition, String changes) {}

    /** Adds a request and its audit entry; false if the account has too many that are not finished. */
    Uni<Boolean> add(SqlExecutor sql, UUID id, UUID account, String email, String countries, Instant now) {
        return sql.query(INSERT, id, account, email, countries, time(now), FIRST_CURSOR)
                .map(rows -> !rows.isEmpty());
    }

    Uni<RedactionResult> find(UUID id) {
        return sql().query(FIND, id).map(rows -> rows.isEmpty() ? null : RedactionResult.of(rows.get(0)));
    }

    /**
     * Returns a page of results by competition: what was found, and failures.
     *
     * @param from first id, inclusive
     */
    Uni<List<RedactionResult.Found>> findResults(UUID id, UUID from, int limit) {
        return sql().query(FIND_RESULTS, id, from, limit)
                .map(rows -> rows.stream().map(RedactionResult.Found::of).toList());
    }

    /** Claims the redaction that waits longest, for countries that its account still administers; null if there is none. */
    Uni<Redaction> claim(Instant now) {
        return sql().query(CLAIM, time(now), time(now.plus(LEASE)))
                .chain(rows ->
                        rows.isEmpty() ? Uni.createFrom().nullItem() : withinCurrentRights(Redaction.of(rows.get(0))));
    }

    private Uni<Redaction> withinCurrentRights(Redaction claimed) {
        return sql().query(Rights.QUERY, claimed.account(), Integer.MAX_VALUE)
                .map(rows -> claimed.within(Rights.of(rows.isEmpty() ? "" : (String) rows.get(0)[0])))
                .call(rest -> rest.equals(claimed)
                        ? Uni.createFrom().voidItem()
                        : sql().execute(MARK_INCOMPLETE, claimed.id()));
    }

    Uni<Void> renewLease(Redaction redaction, Instant now) {
        return postpone(redaction, now.plus(LEASE));
    }

    /** Sets the time from which the redaction can be claimed; while it is claimed, that is the end of its lease. */
    Uni<Void> postpone(Redaction redaction, Instant next) {
        return sql().execute(POSTPONE, redaction.id(), time(next));
    }

    /** Searches the next slice of a redaction. */
    Uni<Slice> search(Redaction redaction) {
        return sql().query(
                        redaction.inHistories() ? SEARCH_HISTORIES : SEARCH_COMPETITIONS,
                        redaction.cursor(),
                        redaction.patterns(),
                        redaction.countries(),
                        SLICE_SIZE + 1)
                .map(rows -> new Slice(
                        rows.stream()
                                .limit(SLICE_SIZE)
                                .filter(row -> row[3] != null)
                                .map(row -> new Candidate(
                                        (String) row[0], (UUID) row[1], (String) row[2], (Integer) row[3]))
                                .toList(),
                        rows.size() > SLICE_SIZE ? (String) rows.get(SLICE_SIZE)[0] : null));
    }

    /**
     * Stores the cursor after a slice, or ends the pass after the last one. The lease ends, and the redaction is the last one
     * of the queue.
     *
     * @param next cursor, null at the end of the competitions or histories
     */
    Uni<Void> advance(Redaction redaction, String next, Instant now) {
        if (next == null && redaction.inHistories()) {
            return sql().execute(END_PASS, redaction.id(), time(now), FIRST_CURSOR, redaction.cursor());
        }
        boolean inHistories = redaction.inHistories() || next == null;
        return sql().execute(
                        ADVANCE,
                        redaction.id(),
                        inHistories,
                        next == null ? "0" : next,
                        time(now),
                        redaction.inHistories(),
                        redaction.cursor());
    }

    /** Entries of histories, locked: each as id, competition and changes. */
    Uni<List<Object[]>> lockHistoryEntries(SqlExecutor sql, List<String> ids) {
        return sql.query(LOCK_ENTRIES, (Object) ids.stream().map(Long::valueOf).toArray(Long[]::new));
    }

    Uni<Void> updateHistoryEntries(SqlExecutor sql, List<RedactedHistoryEntry> entries) {
        return sql.execute(
                UPDATE_ENTRIES,
                entries.stream().map(RedactedHistoryEntry::id).toArray(Long[]::new),
                entries.stream().map(RedactedHistoryEntry::changes).toArray(String[]::new));
    }

    /** @param members names joined by commas for each competition, null for an entry of its history */
    Uni<Void> addResults(SqlExecutor sql, UUID redaction, List<UUID> competitions, List<String> members) {
        return sql.execute(ADD_RESULTS, redaction, competitions.toArray(UUID[]::new), members.toArray(String[]::new));
    }

    Uni<Void> addFailure(UUID redaction, UUID competition) {
        return sql().execute(ADD_FAILURE, redaction, competition);
    }

    /** Clears the failures of the pass before, and redacts imports, so that none writes the address behind the cursor. */
    Uni<Void> beginPass(Redaction redaction, Instant now) {
        return sql().execute(CLEAR_FAILURES, redaction.id())
                .chain(() -> sql().execute(
                                REDACT_IMPORTS, redaction.patterns(), redaction.countries(), time(now), redaction.id()))
                .chain(() -> sql().execute(REDACT_KEYS, redaction.patterns(), redaction.countries()));
    }

    private SqlExecutor sql() {
        return SqlExecutor.on(database);
    }
}
