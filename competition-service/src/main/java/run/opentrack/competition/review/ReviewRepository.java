package run.opentrack.competition.review;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.review.DuplicateFilter.Cursor;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Queue of pairs in the database. It is read by the statements of writes, since a decision is in one transaction with the
 * competitions that it changes.
 */
@ApplicationScoped
class ReviewRepository {
    /** Of the competitions in a page, which ends with the pair that exceeds it. */
    private static final int MAX_PAGE_BYTES = 4 << 20;

    private static final String FROM = """
             FROM opentrack.duplicate_pair p
              LEFT JOIN opentrack.competition a ON a.id = p.first_id LEFT JOIN opentrack.competition b ON b.id = p.second_id
            """;
    private static final String BOTH_EXIST = "a.id IS NOT NULL AND b.id IS NOT NULL";

    private static final String FIND = "SELECT p.id, p.first_id, p.second_id, p.first_country, p.second_country, "
            + BOTH_EXIST + ", p.state, p.proposed_country, p.kept_id, p.taken" + FROM + "WHERE p.id = $1";
    private static final String LOCK = FIND + " FOR UPDATE OF p";
    private static final String UPDATE = """
            UPDATE opentrack.duplicate_pair SET state = $2, since = $3, proposed_country = $4, kept_id = $5, taken = $6,
                   decided_by = $7 WHERE id = $1""";

    private static final String VIEW = """
            SELECT p.id, p.state, p.score, p.reasons, p.since, p.proposed_country, p.kept_id, p.taken,
                   coalesce(a.rendered, ma.rendered) AS first, coalesce(b.rendered, mb.rendered) AS second""" + FROM + """
              LEFT JOIN opentrack.merged_competition ma ON ma.id = p.first_id
              LEFT JOIN opentrack.merged_competition mb ON mb.id = p.second_id WHERE\s""";
    /** A pair of which one competition was deleted, or merged into a third one, is not shown. */
    private static final String NEXT = VIEW + "(p.state = 'same' OR " + BOTH_EXIST + """
            ) AND p.state = $2 AND (p.since, p.id) < ($3, $4)
               AND %s ORDER BY p.since DESC, p.id DESC LIMIT $5""";

    private static final String BYTES = "coalesce(octet_length(first), 0) + coalesce(octet_length(second), 0)";
    private static final String PAGE = "SELECT * FROM (SELECT page.*, count(*) OVER () AS total, sum(" + BYTES
            + ") OVER (ORDER BY since DESC, id DESC) - (" + BYTES + ") AS bytes_before FROM (("
            + NEXT.formatted("p.first_country = $1") + ") UNION ALL ("
            + NEXT.formatted("p.second_country = $1 AND p.first_country <> $1")
            + ") ORDER BY since DESC, id DESC LIMIT $5) page) sized WHERE bytes_before < " + MAX_PAGE_BYTES
            + " ORDER BY since DESC, id DESC";
    private static final String COUNT = "SELECT p.state, count(*)" + FROM + "WHERE p.state IN ('open', 'proposed') AND "
            + BOTH_EXIST + " GROUP BY p.state";

    private final Pool database;

    ReviewRepository(Pool database) {
        this.database = database;
    }

    /** Pairs as JSON, and the cursor behind them, null at the end. */
    record Page(List<String> pairs, Cursor next) {}

    Uni<DuplicatePair> find(UUID id) {
        return find(sql(), FIND, id);
    }

    /** Reads a pair, whose decision no other transaction can change then; null if there is none. */
    Uni<DuplicatePair> lock(SqlExecutor sql, UUID id) {
        return find(sql, LOCK, id);
    }

    private static Uni<DuplicatePair> find(SqlExecutor sql, String statement, UUID id) {
        return sql.query(statement, id).map(rows -> rows.isEmpty() ? null : toPair(rows.get(0)));
    }

    private static DuplicatePair toPair(Object[] row) {
        return new DuplicatePair(
                (UUID) row[0],
                (UUID) row[1],
                (UUID) row[2],
                (String) row[3],
                (String) row[4],
                (Boolean) row[5],
                (String) row[6],
                (String) row[7],
                (UUID) row[8],
                (String) row[9]);
    }

    /** Stores the state of a pair. */
    Uni<Void> update(SqlExecutor sql, DuplicatePair pair, UUID account, Instant now) {
        return sql.execute(
                UPDATE,
                pair.id(),
                pair.state(),
                SqlExecutor.time(now),
                pair.proposedCountry(),
                pair.keptId(),
                pair.taken(),
                account);
    }

    Uni<Page> findPage(DuplicateFilter filter) {
        Cursor after = filter.after();
        return sql().query(
                        PAGE,
                        filter.country(),
                        filter.state(),
                        SqlExecutor.time(after.since()),
                        after.id(),
                        filter.limit() + 1L)
                .map(rows -> toPage(rows, filter.limit()));
    }

    private static Page toPage(List<Object[]> rows, int limit) {
        List<Object[]> shown = rows.subList(0, Math.min(limit, rows.size()));
        Object[] last = shown.isEmpty() ? null : shown.get(shown.size() - 1);
        boolean more = last != null && (Long) last[10] > shown.size();
        return new Page(
                shown.stream().map(ReviewRepository::toJson).toList(),
                more ? new Cursor(((OffsetDateTime) last[4]).toInstant(), (UUID) last[0]) : null);
    }

    /** Returns a pair as it is shown. */
    Uni<String> findJson(SqlExecutor sql, UUID id) {
        return sql.query(VIEW + "p.id = $1", id).map(rows -> toJson(rows.get(0)));
    }

    private static String toJson(Object[] row) {
        String details =
                switch ((String) row[1]) {
                    case DuplicatePair.PROPOSED ->
                        ",\"proposal\":{\"country_id\":\"%s\",\"keep\":\"%s\",\"take\":%s}"
                                .formatted(row[5], row[6], names((String) row[7]));
                    case DuplicatePair.SAME -> ",\"merged_into\":\"" + row[6] + "\"";
                    default -> "";
                };
        return "{\"id\":\"%s\",\"state\":\"%s\",\"score\":%s,\"reasons\":%s,\"competitions\":%s,\"since\":\"%s\"%s}"
                .formatted(
                        row[0],
                        row[1],
                        Math.round((Double) row[2] * 1_000) / 1_000.0,
                        row[3],
                        Stream.of(row[8], row[9])
                                .filter(Objects::nonNull)
                                .map(String.class::cast)
                                .collect(Collectors.joining(",", "[", "]")),
                        ((OffsetDateTime) row[4]).toInstant(),
                        details);
    }

    private static String names(String joined) {
        return joined.isEmpty() ? "[]" : "[\"" + joined.replace(",", "\",\"") + "\"]";
    }

    /** Undecided pairs that are shown, by state. */
    Uni<List<Object[]>> count() {
        return sql().query(COUNT);
    }

    private SqlExecutor sql() {
        return SqlExecutor.on(database);
    }
}
