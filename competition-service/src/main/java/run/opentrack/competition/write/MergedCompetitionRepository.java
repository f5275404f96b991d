package run.opentrack.competition.write;

import static run.opentrack.competition.sql.SqlExecutor.column;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

/**
 * Competitions that were merged into others, with all columns of before. Their ids and national ids lead to the kept one and
 * are given to no other competition.
 */
public final class MergedCompetitionRepository {
    private static final String MOVE = "WITH moved AS (DELETE FROM opentrack.competition WHERE id = $1 RETURNING "
            + CompetitionRepository.COLUMNS + ") INSERT INTO opentrack.merged_competition ("
            + CompetitionRepository.COLUMNS
            + ", merged_into, merged_at, taken) SELECT moved.*, CAST($2 AS uuid), CAST($3 AS timestamptz), CAST($4 AS text) FROM moved";
    /** The trigger has recorded a deletion. */
    private static final String RECORD_REMOVAL = """
            UPDATE opentrack.competition_removal SET reason = 'merged', merged_into = $2
             WHERE competition_id = $1 AND country_id = $3 AND date = $4""";

    private static final String FIND_ALL = "SELECT " + CompetitionRepository.COLUMNS
            + " FROM opentrack.merged_competition WHERE id = ANY(CAST($1 AS uuid[]))";
    private static final String FIND = """
            SELECT merged_into, merged_at, CASE WHEN ended_at IS NULL THEN taken ELSE '' END
              FROM opentrack.merged_competition WHERE id = $1""";
    private static final String UPDATE =
            CompetitionRepository.UPDATE.replace("opentrack.competition", "opentrack.merged_competition");
    private static final String DELETE = "DELETE FROM opentrack.merged_competition WHERE id = $1";
    /** Removals that are read later do not lead there either. */
    private static final String END = """
            WITH ended AS (
                UPDATE opentrack.merged_competition SET ended_at = $2 WHERE merged_into = $1 AND ended_at IS NULL
                RETURNING id, country_id, date)
            UPDATE opentrack.competition_removal r SET reason = 'deleted', merged_into = NULL FROM ended e
             WHERE r.competition_id = e.id AND r.country_id = e.country_id AND r.date = e.date AND r.reason = 'merged'""";

    /** The first entry of the kept competition after the last one of the removed competition: both were added by the merge. */
    private static final String FIND_COPIED_CHANGES = """
            SELECT changes FROM opentrack.competition_history WHERE competition_id = $1 AND id > (
                   SELECT max(id) FROM opentrack.competition_history WHERE competition_id = $2) ORDER BY id LIMIT 1""";

    private static final String FIND_TARGETS = """
            SELECT id, opentrack.merge_target(id) FROM opentrack.merged_competition WHERE id = ANY(CAST($1 AS uuid[]))""";
    /** Of each requested id and national id, unless a competition has the national id. */
    private static final String FIND_RESERVED = """
            SELECT CAST(w.number AS integer), m.target
              FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS integer[]), CAST($4 AS text[]))
                   WITH ORDINALITY AS w (id, country, of_year, nat_id, number)
             CROSS JOIN LATERAL (
                   SELECT coalesce(opentrack.merge_target(id), merged_into) AS target
                     FROM opentrack.merged_competition WHERE id = w.id
                    UNION ALL
                   SELECT opentrack.merge_target(id) FROM opentrack.merged_competition
                    WHERE country_id = w.country AND year = w.of_year AND national_id = w.nat_id AND national_id <> ''
                      AND NOT EXISTS (SELECT FROM opentrack.competition c WHERE c.country_id = w.country
                          AND c.year = w.of_year AND c.national_id = w.nat_id AND c.national_id <> '')) m
             WHERE m.target IS NOT NULL""";

    private MergedCompetitionRepository() {}

    /**
     * Stored merge.
     *
     * @param keptId of the competition that was kept; it may have been merged since
     * @param taken members that were copied to it, joined by commas; empty if none of them has changed it, or it was deleted
     */
    public record Merge(UUID keptId, Instant at, String taken) {}

    /** Error of a write to a merged competition. */
    public static ApiException conflict(UUID mergedInto) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("error", "The competition was merged into another one");
        detail.put("merged_into", mergedInto.toString());
        return ApiException.conflict(detail);
    }

    /** Moves a competition from the calendar to the merged ones. */
    static Uni<Void> move(SqlExecutor sql, Competition removed, Merge merge) {
        return Uni.combine()
                .all()
                .unis(
                        sql.execute(MOVE, removed.id, merge.keptId(), SqlExecutor.time(merge.at()), merge.taken()),
                        sql.execute(RECORD_REMOVAL, removed.id, merge.keptId(), removed.countryId, removed.date))
                .discardItems();
    }

    /** @return null if no competition with the id is merged */
    public static Uni<Merge> find(SqlExecutor sql, UUID id) {
        return sql.query(FIND, id)
                .map(rows -> rows.isEmpty()
                        ? null
                        : new Merge((UUID) rows.get(0)[0], ((OffsetDateTime) rows.get(0)[1]).toInstant(), (String)
                                rows.get(0)[2]));
    }

    /** Merged competitions with the ids, as they were. */
    public static Uni<List<Competition>> findAll(SqlExecutor sql, Collection<UUID> ids) {
        return sql.query(FIND_ALL, (Object) ids.toArray(UUID[]::new))
                .map(rows ->
                        rows.stream().map(CompetitionRepository::toCompetition).toList());
    }

    /**
     * Changes of the kept competition in the history by which a merge copied members to it.
     *
     * @return former and new values by member, as JSON; null if there is no entry
     */
    static Uni<String> findCopiedChanges(SqlExecutor sql, UUID keptId, UUID removedId) {
        return sql.query(FIND_COPIED_CHANGES, keptId, removedId)
                .map(rows -> rows.isEmpty() ? null : (String) rows.get(0)[0]);
    }

    public static Uni<Void> update(SqlExecutor sql, Competition merged) {
        return sql.execute(UPDATE, CompetitionRepository.parametersOfUpdate(merged));
    }

    static Uni<Void> delete(SqlExecutor sql, UUID id) {
        return sql.execute(DELETE, id);
    }

    /** Ends the merges into a competition that is deleted: a later one with its id is another one. They can be undone. */
    static Uni<Void> end(SqlExecutor sql, UUID keptId, Instant now) {
        return sql.execute(END, keptId, SqlExecutor.time(now));
    }

    /** Competitions at the end of the chains of merges, by merged id; without those that were deleted. */
    public static Uni<Map<UUID, UUID>> findTargets(SqlExecutor sql, Collection<UUID> ids) {
        return sql.query(FIND_TARGETS, (Object) ids.toArray(UUID[]::new)).map(rows -> rows.stream()
                .filter(row -> row[1] != null)
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> (UUID) row[1])));
    }

    /** Fails with 409 if one of the competitions was merged, otherwise with the given error. */
    public static <T> Uni<T> failAbsent(SqlExecutor sql, List<UUID> ids, ApiException otherwise) {
        return findTargets(sql, ids).map(targets -> {
            throw ids.stream()
                    .map(targets::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(MergedCompetitionRepository::conflict)
                    .orElse(otherwise);
        });
    }

    /**
     * Finds requested ids and national ids that belong to merged competitions.
     *
     * @return by index, the competitions that they lead to
     */
    static Uni<Map<Integer, UUID>> findReserved(SqlExecutor sql, List<CompetitionData> competitions) {
        UUID[] ids = SqlExecutor.column(competitions, CompetitionData::id, UUID[]::new);
        return findReserved(
                sql, ids, competitions.stream().map(NationalIdAddress::of).toList());
    }

    /**
     * Returns the competition that the national id of a merged one leads to; null if there is none, or a stored one has it.
     *
     * @param address null for none
     */
    public static Uni<UUID> findTarget(SqlExecutor sql, NationalIdAddress address) {
        return findReserved(sql, new UUID[1], Collections.singletonList(address))
                .map(reserved -> reserved.get(0));
    }

    /** @param addresses null for competitions without one */
    private static Uni<Map<Integer, UUID>> findReserved(
            SqlExecutor sql, UUID[] ids, List<NationalIdAddress> addresses) {
        if (Stream.of(ids).allMatch(Objects::isNull) && addresses.stream().allMatch(Objects::isNull)) {
            return Uni.createFrom().item(Map.of());
        }
        return sql.query(
                        FIND_RESERVED,
                        ids,
                        column(addresses, NationalIdAddress::countryId, String[]::new),
                        column(addresses, NationalIdAddress::year, Integer[]::new),
                        column(addresses, NationalIdAddress::nationalId, String[]::new))
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> (Integer) row[0] - 1, row -> (UUID) row[1], (first, second) -> first)));
    }
}
