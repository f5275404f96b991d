package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Former use of the ids that clients chose. An id stays with the country of its last competition, whose admins read its
 * history. A new competition continues the revisions of the former one, because they are the SEQUENCE of its calendar
 * entry, which must not fall (RFC 5545, section 3.8.7.4).
 */
record UsedIds(Map<UUID, Use> uses) {
    /** An entry of an older release has no revision, but counts as one. */
    private static final String FIND = """
            SELECT competition_id, (array_agg(country_id ORDER BY id DESC))[1],
                   CAST(greatest(max(revision), count(*)) AS integer)
              FROM opentrack.competition_history WHERE competition_id = ANY(CAST($1 AS uuid[])) GROUP BY competition_id""";

    private record Use(String country, int revisions) {}

    /** @param overlay the writes of a dry run, otherwise null */
    static Uni<UsedIds> find(SqlExecutor sql, List<CompetitionData> competitions, CandidateOverlay overlay) {
        UUID[] ids = competitions.stream()
                .map(CompetitionData::id)
                .filter(Objects::nonNull)
                .toArray(UUID[]::new);
        if (ids.length == 0) {
            return Uni.createFrom().item(new UsedIds(Map.of()));
        }
        return sql.query(FIND, (Object) ids).map(rows -> {
            Map<UUID, Use> uses = new HashMap<>();
            rows.forEach(row -> uses.put((UUID) row[0], new Use((String) row[1], (Integer) row[2])));
            if (overlay != null) {
                overlay.countries().forEach((id, country) -> uses.put(id, new Use(country, 0)));
            }
            return new UsedIds(uses);
        });
    }

    /** Adds the requested id to the matches if a competition of another country had it. */
    DuplicateMatches addTo(DuplicateMatches matches, CompetitionData data) {
        return isOfOtherCountry(data) ? matches.withIdOfOtherCountry() : matches;
    }

    boolean isOfOtherCountry(CompetitionData data) {
        Use use = data.id() == null ? null : uses.get(data.id());
        return use != null && !use.country.equals(data.countryId());
    }

    int revisions(UUID id) {
        return uses.containsKey(id) ? uses.get(id).revisions : 0;
    }
}
