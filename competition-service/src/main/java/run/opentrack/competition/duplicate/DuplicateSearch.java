package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;

/**
 * Finds what a competition may be the same as. The country must be locked, in a statement of its own before this one, or
 * an equal create at the same moment is not seen.
 */
@ApplicationScoped
public class DuplicateSearch {
    private static final String RENDERED =
            "SELECT id, rendered FROM opentrack.competition WHERE id = ANY(CAST(?1 AS uuid[]))";

    /** A new competition. */
    public Uni<Matches> of(Session session, CalendarEntry entry) {
        return find(session, entry, null);
    }

    /** A stored competition as it is to become; it is no duplicate of itself. */
    public Uni<Matches> ofChange(Session session, CalendarEntry changed) {
        return find(session, changed, changed.id());
    }

    private static Uni<Matches> find(Session session, CalendarEntry entry, UUID itself) {
        Traits wanted = Traits.of(entry);
        return Candidates.of(session, entry, wanted).chain(rows -> {
            List<Match> found = compare(wanted, rows, itself);
            boolean keyTaken = rows.stream()
                    .anyMatch(row -> !CandidateRow.id(row).equals(itself) && CandidateRow.isSame(row, wanted));
            UUID wantedId = itself == null ? entry.id() : null;
            Matches matches = new Matches(found, wantedId, keyTaken);
            return found.isEmpty() ? Uni.createFrom().item(matches) : rendered(session, matches);
        });
    }

    /** The texts of those that are shown are read only when there are any. */
    private static Uni<Matches> rendered(Session session, Matches matches) {
        return session.createNativeQuery(RENDERED, Object[].class)
                .setParameter(1, matches.shown().toArray(UUID[]::new))
                .getResultList()
                .map(rows -> {
                    Map<UUID, String> texts = new HashMap<>();
                    rows.forEach(row -> texts.put((UUID) row[0], (String) row[1]));
                    return matches.with(texts);
                });
    }

    private static List<Match> compare(Traits wanted, List<Object[]> rows, UUID itself) {
        List<Match> found = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (Object[] row : rows) {
            UUID id = CandidateRow.id(row);
            if (id.equals(itself) || !seen.add(id)) {
                continue;
            }
            Traits stored = CandidateRow.traits(row);
            boolean sameCountry = stored.countryId().equals(wanted.countryId());
            Verdict verdict =
                    sameCountry ? DuplicateRules.compare(wanted, stored) : Verdict.different("another country");
            if (verdict.isDuplicate() || id.equals(wanted.id())) {
                found.add(new Match(id, verdict));
            }
        }
        return found;
    }
}
