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
 * Finds the rows that contain an e-mail address, or a longer one around it. No index serves this, so whole tables are read
 * in slices: a single statement would exceed the read-idle timeout that detects a dead database.
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
            SELECT id, changes FROM opentrack.competition_history
             WHERE id BETWEEN $1 AND $2 AND position(lower($3) IN lower(changes)) > 0""";

    private EmailOccurrenceQuery() {}

    /** @return ids of competitions by country */
    static Uni<Map<String, List<UUID>>> inCompetitions(SqlExecutor sql, String email) {
        return slices(SLICES, slice -> {
                    long first = slice << BITS_AFTER_FIRST_BYTE;
                    long last = first | (1L << BITS_AFTER_FIRST_BYTE) - 1;
                    return sql.query(IN_COMPETITIONS, new UUID(first, 0), new UUID(last, -1), email);
                })
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                row -> (String) row[1],
                                Collectors.mapping(row -> (UUID) row[0], Collectors.toList()))));
    }

    /** @return id and changes of each history entry */
    static Uni<List<Object[]>> inHistories(SqlExecutor sql, String email) {
        return sql.query(LAST_ENTRY)
                .map(rows -> (Long) rows.get(0)[0])
                .chain(last -> slices(last / ENTRIES_PER_SLICE + 1, slice -> {
                    long first = slice * ENTRIES_PER_SLICE;
                    return sql.query(IN_HISTORIES, first, first + ENTRIES_PER_SLICE - 1, email);
                }));
    }

    /** Reads slices one after the other. */
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
