package run.opentrack.competition.imports;

import static run.opentrack.competition.sql.SqlExecutor.column;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.competition.imports.ImportMatcher.PreviousEntry;
import run.opentrack.competition.imports.ImportRow.Outcome;
import run.opentrack.competition.imports.format.SourceRow;
import run.opentrack.competition.sql.SqlExecutor;

/** Rows of imports in the database, and the competitions that sources made. */
@ApplicationScoped
class ImportRowRepository {
    /** A row that another attempt stored is the same one. */
    private static final String INSERT = """
            INSERT INTO opentrack.calendar_import_row
                   (import_id, position, row_number, key, day, name_key, content, competition_id, outcome, detail, finished)
            SELECT CAST($1 AS uuid), r.* FROM unnest(
                       CAST($2 AS int[]), CAST($3 AS int[]), CAST($4 AS text[]), CAST($5 AS date[]), CAST($6 AS text[]),
                       CAST($7 AS text[]), CAST($8 AS uuid[]), CAST($9 AS text[]), CAST($10 AS text[]), CAST($11 AS boolean[])) r
            ON CONFLICT (import_id, position) DO %s""";

    private static final String INSERT_NEW = INSERT.formatted("NOTHING");
    private static final String UPSERT = INSERT.formatted("""
            UPDATE SET competition_id = EXCLUDED.competition_id, outcome = EXCLUDED.outcome,
                       detail = coalesce(EXCLUDED.detail, calendar_import_row.detail), finished = EXCLUDED.finished""");

    private static final String SELECT = """
            SELECT position, row_number, key, day, name_key, %s, competition_id, outcome, %s, finished
              FROM opentrack.calendar_import_row WHERE import_id = $1 AND\s""";
    /** Without what may be long, since all rows of a file are in memory. */
    private static final String FIND_WITHOUT_TEXTS =
            SELECT.formatted("CAST(NULL AS text)", "CAST(NULL AS text)") + "position > 0 ORDER BY position";

    private static final String FIND_MATCHED =
            SELECT.formatted("content", "detail") + "NOT finished AND outcome IS NULL ORDER BY position LIMIT $2";
    private static final String FIND_ALL_OF =
            SELECT.formatted("content", "detail") + "position = ANY(CAST($2 AS int[])) ORDER BY position";
    /** Gone competitions first, as a new row may take their place, then changes. */
    private static final String FIND_UNFINISHED = SELECT.formatted("content", "detail") + """
            NOT finished AND outcome IS NOT NULL
             ORDER BY CASE outcome WHEN 'gone' THEN 0 WHEN 'changed' THEN 1 ELSE 2 END, position LIMIT $2""";

    /** Of the details in a page, which ends with the row that exceeds it. It may be the response to a write. */
    private static final int MAX_PAGE_BYTES = 1 << 20;

    private static final String FIND_PAGE = "SELECT * FROM (SELECT *, lead(position) OVER (ORDER BY position) AS next,"
            + " sum(coalesce(octet_length(detail), 0)) OVER (ORDER BY position) - coalesce(octet_length(detail), 0)"
            + " AS bytes_before FROM ("
            + SELECT.formatted("CAST(NULL AS text) AS content", "detail")
            + "outcome IS NOT NULL AND position >= $2 ORDER BY position LIMIT $3 + 1) page) sized WHERE bytes_before < "
            + MAX_PAGE_BYTES + " ORDER BY position LIMIT $3";
    private static final String COUNT = """
            SELECT outcome, count(*) FROM opentrack.calendar_import_row WHERE import_id = $1 AND outcome IS NOT NULL
             GROUP BY outcome""";
    private static final String COUNT_REMOVALS =
            "SELECT count(*) FROM opentrack.calendar_import_row WHERE import_id = $1 AND outcome = 'gone' AND NOT finished";

    private static final String FIND_PREVIOUS = """
            SELECT i.competition_id, i.key, c.date, c.name_key,
                   c.status IS NOT DISTINCT FROM 'cancelled' OR c.finish_date < CAST($3 AS date), c.merged
              FROM opentrack.imported_competition i JOIN (
                   SELECT id, date, finish_date, name_key, status, false AS merged FROM opentrack.competition
                    UNION ALL
                   SELECT id, date, finish_date, name_key, status, true FROM opentrack.merged_competition) c
                ON c.id = i.competition_id
             WHERE i.country_id = $1 AND i.source = $2 AND (NOT c.merged OR opentrack.merge_target(c.id) IS NOT NULL)
             ORDER BY c.date, c.id""";
    private static final String DELETE_DANGLING = """
            DELETE FROM opentrack.imported_competition i WHERE country_id = $1 AND source = $2
               AND NOT EXISTS (SELECT FROM opentrack.competition WHERE id = i.competition_id)
               AND opentrack.merge_target(i.competition_id) IS NULL""";
    private static final String ADD_RELATIONS = """
            INSERT INTO opentrack.imported_competition (competition_id, country_id, source, key)
            SELECT competition_id, $3, $4, key FROM opentrack.calendar_import_row
             WHERE import_id = $1 AND position = ANY(CAST($2 AS int[])) AND outcome = 'new' AND finished
            ON CONFLICT DO NOTHING""";
    private static final String UPDATE_RELATIONS = """
            UPDATE opentrack.imported_competition i SET key = r.key FROM opentrack.calendar_import_row r
             WHERE r.import_id = $1 AND r.outcome IN ('changed', 'unchanged') AND r.competition_id = i.competition_id
               AND r.key IS NOT NULL AND i.key IS DISTINCT FROM r.key""";
    private static final String DELETE_CONTENTS = """
            UPDATE opentrack.calendar_import_row SET content = NULL, key = NULL, name_key = NULL
             WHERE import_id = $1 AND num_nonnulls(content, key, name_key) > 0""";

    private final Pool database;

    ImportRowRepository(Pool database) {
        this.database = database;
    }

    /** Adds rows of a file, unless another attempt did. */
    Uni<Void> add(UUID id, List<ImportRow> rows) {
        return save(SqlExecutor.on(database), INSERT_NEW, id, rows);
    }

    /** Adds rows, or replaces the competitions and outcomes of those that are there, and the details, unless null. */
    Uni<Void> save(SqlExecutor sql, UUID id, List<ImportRow> rows) {
        return rows.isEmpty() ? Uni.createFrom().voidItem() : save(sql, UPSERT, id, rows);
    }

    private static Uni<Void> save(SqlExecutor sql, String statement, UUID id, List<ImportRow> rows) {
        return sql.execute(
                statement,
                id,
                column(rows, ImportRow::position, Integer[]::new),
                column(rows, ImportRow::number, Integer[]::new),
                column(rows, ImportRow::key, String[]::new),
                column(rows, ImportRow::day, LocalDate[]::new),
                column(rows, ImportRow::nameKey, String[]::new),
                column(rows, ImportRow::content, String[]::new),
                column(rows, ImportRow::competition, UUID[]::new),
                column(rows, row -> row.outcome() == null ? null : row.outcome().text(), String[]::new),
                column(rows, ImportRow::detail, String[]::new),
                column(rows, ImportRow::finished, Boolean[]::new));
    }

    /** All rows of the file, without their contents and details, which {@link #save} keeps. */
    Uni<List<ImportRow>> findAll(UUID id) {
        return query(FIND_WITHOUT_TEXTS, id);
    }

    Uni<List<ImportRow>> findAll(UUID id, List<ImportRow> rows) {
        return query(FIND_ALL_OF, id, column(rows, ImportRow::position, Integer[]::new));
    }

    /** Rows with a competition of the source that are not compared yet. */
    Uni<List<ImportRow>> findMatched(UUID id, int limit) {
        return query(FIND_MATCHED, id, limit);
    }

    Uni<List<ImportRow>> findUnfinished(UUID id, int limit) {
        return query(FIND_UNFINISHED, id, limit);
    }

    /** @param next position of the first row behind the page, null at the end */
    record Page(List<ImportRow> rows, Integer next) {}

    /** @param from position of the first row */
    Uni<Page> findPage(UUID id, int from, int limit) {
        return SqlExecutor.on(database)
                .query(FIND_PAGE, id, from, limit)
                .map(rows -> new Page(toRows(rows), rows.isEmpty() ? null : (Integer) rows.get(rows.size() - 1)[10]));
    }

    private Uni<List<ImportRow>> query(String statement, Object... parameters) {
        return SqlExecutor.on(database).query(statement, parameters).map(ImportRowRepository::toRows);
    }

    private static List<ImportRow> toRows(List<Object[]> rows) {
        return rows.stream().map(ImportRowRepository::toRow).toList();
    }

    private static ImportRow toRow(Object[] row) {
        String outcome = (String) row[7];
        return new ImportRow(
                (Integer) row[0],
                (Integer) row[1],
                (String) row[2],
                (LocalDate) row[3],
                (String) row[4],
                (String) row[5],
                (UUID) row[6],
                outcome == null ? null : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                (String) row[8],
                (Boolean) row[9]);
    }

    Uni<Map<String, Long>> count(UUID id) {
        return SqlExecutor.on(database).query(COUNT, id).map(rows -> rows.stream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1])));
    }

    /** Number of competitions that are to be deleted or cancelled. */
    Uni<Long> countRemovals(UUID id) {
        return SqlExecutor.on(database).query(COUNT_REMOVALS, id).map(rows -> (Long) rows.get(0)[0]);
    }

    /** Competitions that the source made and that are still there, or were merged into one that is. */
    Uni<List<PreviousEntry>> findPrevious(String country, String source, LocalDate today) {
        return SqlExecutor.on(database)
                .query(FIND_PREVIOUS, country, source, today)
                .map(rows -> rows.stream()
                        .map(row -> new PreviousEntry(
                                (UUID) row[0],
                                SourceRow.normalizeKey((String) row[1]),
                                (LocalDate) row[2],
                                (String) row[3],
                                (Boolean) row[4],
                                (Boolean) row[5]))
                        .toList());
    }

    /** Stores what was written for rows, and that their new competitions are the source's. */
    Uni<Void> saveWritten(SqlExecutor sql, CalendarImport claimed, List<ImportRow> rows) {
        Integer[] positions = column(rows, ImportRow::position, Integer[]::new);
        return Uni.combine()
                .all()
                .unis(
                        save(sql, claimed.id(), rows),
                        claimed.dryRun()
                                ? Uni.createFrom().voidItem()
                                : sql.execute(
                                        ADD_RELATIONS, claimed.id(), positions, claimed.country(), claimed.source()))
                .discardItems();
    }

    /** Stores the keys of the new version, and forgets competitions that are deleted. */
    Uni<Void> updateRelations(SqlExecutor sql, CalendarImport claimed) {
        return Uni.combine()
                .all()
                .unis(
                        sql.execute(UPDATE_RELATIONS, claimed.id()),
                        sql.execute(DELETE_DANGLING, claimed.country(), claimed.source()))
                .discardItems();
    }

    /** Deletes the texts that no report shows and no later import compares. */
    Uni<Void> deleteContents(SqlExecutor sql, UUID id) {
        return sql.execute(DELETE_CONTENTS, id);
    }
}
