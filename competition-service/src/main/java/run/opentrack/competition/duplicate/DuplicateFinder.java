package run.opentrack.competition.duplicate;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatches.DuplicateMatch;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Searches stored duplicates of new and changed competitions. A writer locks the country first, in a statement of its
 * own, so that a concurrent equal create is visible here.
 */
@ApplicationScoped
public class DuplicateFinder {
    private static final String SELECT_RENDERED =
            "SELECT id, rendered FROM opentrack.competition WHERE id = ANY(CAST($1 AS uuid[]))";

    /** Loads the lexicon at start-up. Loading it on first use would block an event loop for seconds. */
    void loadLexicon(@Observes StartupEvent event) {
        NameParser.parse("spring meeting", "MLT");
    }

    /**
     * Finds matches of new competitions. Without the country lock the result may miss creates in flight.
     *
     * @param probes features of the new competitions
     * @return matches of each probe, in their order
     */
    public Uni<Result> findForCreates(SqlExecutor sql, List<MatchFeatures> probes) {
        return CandidateRepository.find(sql, probes).chain(rows -> {
            List<DuplicateMatches> matches = new ArrayList<>();
            for (int n = 0; n < probes.size(); n++) {
                matches.add(toMatches(probes.get(n), rows.get(n), null));
            }
            return withRendered(sql, matches).map(all -> new Result(probes, all));
        });
    }

    /** Finds matches of a stored competition's new state. The stored row itself is excluded. */
    public Uni<DuplicateMatches> findForUpdate(SqlExecutor sql, CompetitionData changed) {
        MatchFeatures probe = MatchFeatures.of(changed);
        return CandidateRepository.find(sql, List.of(probe))
                .map(rows -> List.of(toMatches(probe, rows.get(0), changed.id())))
                .chain(matches -> withRendered(sql, matches))
                .map(matches -> matches.get(0));
    }

    private static DuplicateMatches toMatches(MatchFeatures probe, List<Object[]> rows, UUID self) {
        boolean uniqueKeyTaken = rows.stream()
                .anyMatch(row ->
                        !CandidateRowMapper.id(row).equals(self) && CandidateRowMapper.hasUniqueKeyOf(row, probe));
        return new DuplicateMatches(
                scoreCandidates(probe, rows, self), self == null ? probe.id() : null, uniqueKeyTaken);
    }

    /** Reads the JSON of the shown matches that came without it. */
    private static Uni<List<DuplicateMatches>> withRendered(SqlExecutor sql, List<DuplicateMatches> matches) {
        UUID[] missing = matches.stream()
                .flatMap(match -> match.idsWithoutJson().stream())
                .distinct()
                .toArray(UUID[]::new);
        if (missing.length == 0) {
            return Uni.createFrom().item(matches);
        }
        return sql.query(SELECT_RENDERED, (Object) missing).map(rows -> {
            Map<UUID, String> json = new HashMap<>();
            rows.forEach(row -> json.put((UUID) row[0], (String) row[1]));
            return matches.stream().map(match -> match.withRendered(json)).toList();
        });
    }

    private static List<DuplicateMatch> scoreCandidates(MatchFeatures probe, List<Object[]> rows, UUID self) {
        List<DuplicateMatch> matches = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (Object[] row : rows) {
            UUID id = CandidateRowMapper.id(row);
            if (id.equals(self) || !seen.add(id)) {
                continue;
            }
            MatchFeatures stored = CandidateRowMapper.features(row, probe);
            boolean sameCountry = stored.countryId().equals(probe.countryId());
            MatchResult result = sameCountry ? DuplicateMatcher.compare(probe, stored) : MatchResult.DISTINCT;
            if (result.isDuplicate() || id.equals(probe.id())) {
                matches.add(new DuplicateMatch(id, result, CandidateRowMapper.rendered(row)));
            }
        }
        return matches;
    }

    /**
     * Duplicate check result of several probes, in their order. It also compares the probes with each other, as they may be
     * inserted in one batch.
     */
    public record Result(List<MatchFeatures> probes, List<DuplicateMatches> matches) {
        public DuplicateMatches matches(int index) {
            return matches.get(index);
        }

        /** Tests two probes for a possible duplicate: equal id, equal unique key or similar names. */
        public boolean mayBeDuplicates(int index, int otherIndex) {
            MatchFeatures one = probes.get(index);
            MatchFeatures other = probes.get(otherIndex);
            return one.id() != null && Objects.equals(one.id(), other.id())
                    || one.hasUniqueKey(
                            other.countryId(), other.date(), other.fullName().key(), other.city())
                    || DuplicateMatcher.compare(one, other).isDuplicate();
        }
    }
}
