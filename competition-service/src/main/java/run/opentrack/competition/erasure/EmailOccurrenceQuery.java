package run.opentrack.competition.erasure;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Where an e-mail stands, or a longer one that has it within. No index leads there: a whole table is read, a slice with
 * each statement, so that none of them is as long as the silence by which a dead database is told.
 */
final class EmailOccurrenceQuery {
    /** One for each first byte of an id. */
    private static final int SLICES = 256;

    private static final int BITS_AFTER_FIRST_BYTE = 56;
    private static final long ENTRIES_PER_SLICE = 10_000;

    private static final String IN_COMPETITIONS = """
            SELECT id, country_id FROM opentrack.competition
             WHERE id BETWEEN $1 AND $2 AND position(lower($3) IN lower(rendered)) > 0""";
    private static final String LAST_ENTRY = "SELECT coalesce(max(id), 0) FROM opentrack.competition_history";
    private static final String IN_HISTORIES = """
            SELECT id FROM opentrack.competition_history
             WHERE id BETWEEN $1 AND $2 AND position(lower($3) IN lower(changes)) > 0""";

    private EmailOccurrenceQuery() {}

    /** The ids of the competitions, by country. */
    static Uni<Map<String, List<UUID>>> inCompetitions(SqlExecutor statements, String email) {
        return slices(SLICES, slice -> {
                    long first = slice << BITS_AFTER_FIRST_BYTE;
                    long last = first | (1L << BITS_AFTER_FIRST_BYTE) - 1;
                    return statements.query(IN_COMPETITIONS, new UUID(first, 0), new UUID(last, -1), email);
                })
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                row -> (String) row[1],
                                Collectors.mapping(row -> (UUID) row[0], Collectors.toList()))));
    }

    /** The ids of the entries. */
    static Uni<List<Long>> inHistories(SqlExecutor statements, String email) {
        return statements
                .query(LAST_ENTRY)
                .map(rows -> (Long) rows.get(0)[0])
                .chain(last -> slices(last / ENTRIES_PER_SLICE + 1, slice -> {
                    long first = slice * ENTRIES_PER_SLICE;
                    return statements.query(IN_HISTORIES, first, first + ENTRIES_PER_SLICE - 1, email);
                }))
                .map(rows -> rows.stream().map(row -> (Long) row[0]).toList());
    }

    /** The rows of all slices, which are read one after the other. */
    private static Uni<List<Object[]>> slices(long count, LongFunction<Uni<List<Object[]>>> slice) {
        return Multi.createFrom()
                .range(0, Math.toIntExact(count))
                .onItem()
                .transformToUniAndConcatenate(slice::apply)
                .onItem()
                .<Object[]>disjoint()
                .collect()
                .asList();
    }
}
