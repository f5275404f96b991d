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
import java.util.Set;
import java.util.UUID;
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
    public Uni<DuplicateCheckResult> findForCreates(SqlExecutor statements, List<MatchFeatures> wanted) {
        return CandidateRepository.find(statements, wanted).chain(rows -> {
            List<DuplicateMatches> matches = new ArrayList<>();
            for (int n = 0; n < wanted.size(); n++) {
                matches.add(toMatches(wanted.get(n), rows.get(n), null));
            }
            return withRendered(statements, matches).map(all -> new DuplicateCheckResult(wanted, all));
        });
    }

    /** Finds matches of a stored competition's new state. The stored row itself is excluded. */
    public Uni<DuplicateMatches> findForUpdate(SqlExecutor statements, CompetitionData changed) {
        MatchFeatures wanted = MatchFeatures.of(changed);
        return CandidateRepository.find(statements, List.of(wanted))
                .map(rows -> List.of(toMatches(wanted, rows.get(0), changed.id())))
                .chain(matches -> withRendered(statements, matches))
                .map(matches -> matches.get(0));
    }

    private static DuplicateMatches toMatches(MatchFeatures wanted, List<Object[]> rows, UUID itself) {
        boolean keyTaken = rows.stream()
                .anyMatch(row ->
                        !CandidateRowMapper.id(row).equals(itself) && CandidateRowMapper.hasUniqueKeyOf(row, wanted));
        return new DuplicateMatches(
                scoreCandidates(wanted, rows, itself), itself == null ? wanted.id() : null, keyTaken);
    }

    /** Reads the JSON of the shown matches that came without it. */
    private static Uni<List<DuplicateMatches>> withRendered(SqlExecutor statements, List<DuplicateMatches> matches) {
        UUID[] unread = matches.stream()
                .flatMap(one -> one.idsWithoutJson().stream())
                .distinct()
                .toArray(UUID[]::new);
        if (unread.length == 0) {
            return Uni.createFrom().item(matches);
        }
        return statements.query(SELECT_RENDERED, (Object) unread).map(rows -> {
            Map<UUID, String> texts = new HashMap<>();
            rows.forEach(row -> texts.put((UUID) row[0], (String) row[1]));
            return matches.stream().map(one -> one.withRendered(texts)).toList();
        });
    }

    private static List<DuplicateMatch> scoreCandidates(MatchFeatures wanted, List<Object[]> rows, UUID itself) {
        List<DuplicateMatch> found = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (Object[] row : rows) {
            UUID id = CandidateRowMapper.id(row);
            if (id.equals(itself) || !seen.add(id)) {
                continue;
            }
            MatchFeatures stored = CandidateRowMapper.features(row, wanted);
            boolean sameCountry = stored.countryId().equals(wanted.countryId());
            MatchResult verdict =
                    sameCountry ? DuplicateMatcher.compare(wanted, stored) : MatchResult.distinct("another country");
            if (verdict.isDuplicate() || id.equals(wanted.id())) {
                found.add(new DuplicateMatch(id, verdict, CandidateRowMapper.rendered(row)));
            }
        }
        return found;
    }
}
