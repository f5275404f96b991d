package run.opentrack.competition.duplicate;

import static run.opentrack.competition.sql.SqlExecutor.column;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Queue of pairs that may be one competition, written in the transaction of the competition. A pair is queued once, so that
 * what was decided about it is not decided again.
 */
public final class DuplicateQueueRepository {
    private static final String INSERT = """
            INSERT INTO opentrack.duplicate_pair
                   (id, first_id, second_id, first_country, second_country, state, score, reasons, since)
            SELECT gen_random_uuid(), least(a.id, b.id), greatest(a.id, b.id),
                   CASE WHEN a.id < b.id THEN a.country_id ELSE b.country_id END,
                   CASE WHEN a.id < b.id THEN b.country_id ELSE a.country_id END,\s""";
    private static final String UNLESS_QUEUED = " ON CONFLICT (first_id, second_id) DO NOTHING";
    /** Undecided pairs of one competition with those of another country, whose admins could fill its country's queue otherwise. */
    private static final int MAX_FROM_OTHER_COUNTRY = 5;

    private static final String ADD = INSERT + """
                   'open', p.score, p.reasons, CAST($5 AS timestamptz)
              FROM (SELECT *, row_number() OVER (PARTITION BY other ORDER BY score DESC) AS number
                      FROM unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS float8[]), CAST($4 AS text[]))
                           AS u (one, other, score, reasons)) p
              JOIN opentrack.competition a ON a.id = p.one JOIN opentrack.competition b ON b.id = p.other
             WHERE a.country_id = b.country_id OR p.number + (
                   SELECT count(*) FROM opentrack.duplicate_pair q
                    WHERE (q.first_id = b.id AND q.second_country = a.country_id OR q.second_id = b.id AND q.first_country = a.country_id)
                      AND q.state IN ('open', 'proposed')) <= %d""".formatted(MAX_FROM_OTHER_COUNTRY) + UNLESS_QUEUED;
    /** A competition that is not the same as a merged one is not the same as the kept one. */
    private static final String COPY = INSERT + """
                   CASE p.state WHEN 'different' THEN 'different' ELSE 'open' END, p.score, p.reasons, CAST($3 AS timestamptz)
              FROM opentrack.duplicate_pair p JOIN opentrack.competition a ON a.id = $2
              JOIN opentrack.competition b ON b.id <> a.id AND b.id = CASE WHEN p.first_id = $1 THEN p.second_id ELSE p.first_id END
             WHERE (p.first_id = $1 OR p.second_id = $1) AND p.state <> 'same'""" + UNLESS_QUEUED;

    private static final String REMOVE_COPIED = """
            DELETE FROM opentrack.duplicate_pair WHERE (first_id = $1 OR second_id = $1) AND since = $2 AND decided_by IS NULL""";

    private static final String FIND_DIFFERENT = """
            SELECT CASE WHEN first_id = $1 THEN second_id ELSE first_id END FROM opentrack.duplicate_pair
             WHERE (first_id = $1 OR second_id = $1) AND state = 'different'""";
    private static final String REMOVE_PENDING = """
            DELETE FROM opentrack.duplicate_pair WHERE (first_id = $1 OR second_id = $1) AND state IN ('open', 'proposed')""";
    private static final String UPDATE_COUNTRY = """
            UPDATE opentrack.duplicate_pair SET first_country = CASE first_id WHEN $1 THEN $2 ELSE first_country END,
                   second_country = CASE second_id WHEN $1 THEN $2 ELSE second_country END
             WHERE first_id = $1 OR second_id = $1""";

    private DuplicateQueueRepository() {}

    /** Pair of a written competition and another one. */
    public record QueuedPair(UUID written, PossibleDuplicate other) {
        /** Pairs of a written competition with those that it may be the same as. */
        public static List<QueuedPair> of(UUID written, DuplicateMatches matches) {
            return Stream.concat(matches.overridden().stream(), matches.possible().stream())
                    .map(other -> new QueuedPair(written, other))
                    .toList();
        }

        private String reasonsJson() {
            return other.reasons().stream()
                    .map(reason ->
                            '"' + new String(JsonStringEncoder.getInstance().quoteAsString(reason)) + '"')
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** Queues pairs of stored competitions, unless they were before. */
    public static Uni<Void> add(SqlExecutor sql, List<QueuedPair> pairs, Instant now) {
        return pairs.isEmpty()
                ? Uni.createFrom().voidItem()
                : sql.execute(
                        ADD,
                        column(pairs, QueuedPair::written, UUID[]::new),
                        column(pairs, pair -> pair.other().id(), UUID[]::new),
                        column(pairs, pair -> pair.other().score(), Double[]::new),
                        column(pairs, QueuedPair::reasonsJson, String[]::new),
                        SqlExecutor.time(now));
    }

    /** Queues the pairs of a competition that a merge removes for the kept one. */
    public static Uni<Void> copy(SqlExecutor sql, UUID removedId, UUID keptId, Instant now) {
        return sql.execute(COPY, removedId, keptId, SqlExecutor.time(now));
    }

    /** Removes the pairs that a merge copied for the kept one and about which no admin has decided. */
    public static Uni<Void> removeCopied(SqlExecutor sql, UUID keptId, Instant mergedAt) {
        return sql.execute(REMOVE_COPIED, keptId, SqlExecutor.time(mergedAt));
    }

    /** Competitions that an admin declared to be others. */
    public static Uni<Set<UUID>> findDifferent(SqlExecutor sql, UUID competition) {
        return sql.query(FIND_DIFFERENT, competition)
                .map(rows -> rows.stream().map(row -> (UUID) row[0]).collect(Collectors.toSet()));
    }

    /** Removes the undecided pairs of a competition that is deleted. */
    public static Uni<Void> removePending(SqlExecutor sql, UUID competition) {
        return sql.execute(REMOVE_PENDING, competition);
    }

    /** Stores the country of a competition that was moved, whose admins decide about its pairs. */
    public static Uni<Void> updateCountry(SqlExecutor sql, UUID competition, String country) {
        return sql.execute(UPDATE_COUNTRY, competition, country);
    }
}
