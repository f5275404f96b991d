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
import run.opentrack.competition.Statements;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.reading.NameReader;

/**
 * Finds what a competition may be the same as. Before anything is written, the country must be locked, in a statement of
 * its own before this one, or an equal create at the same moment is not seen.
 */
@ApplicationScoped
public class DuplicateSearch {
    private static final String RENDERED =
            "SELECT id, rendered FROM opentrack.competition WHERE id = ANY(CAST($1 AS uuid[]))";

    /** The first name that is read loads all words: seconds on a busy machine, in which an event loop would stand still. */
    void start(@Observes StartupEvent event) {
        NameReader.read("spring meeting", "MLT");
    }

    /** New competitions. Beside all transactions: what is found is there, what is not found may be on its way. */
    public Uni<Found> of(Statements statements, List<Traits> wanted) {
        return Candidates.of(statements, wanted).chain(rows -> {
            List<Matches> matches = new ArrayList<>();
            for (int n = 0; n < wanted.size(); n++) {
                matches.add(matches(wanted.get(n), rows.get(n), null));
            }
            return rendered(statements, matches).map(all -> new Found(wanted, all));
        });
    }

    /** A stored competition as it is to become; it is no duplicate of itself. */
    public Uni<Matches> ofChange(Statements statements, CalendarEntry changed) {
        Traits wanted = Traits.of(changed);
        return Candidates.of(statements, List.of(wanted))
                .map(rows -> List.of(matches(wanted, rows.get(0), changed.id())))
                .chain(matches -> rendered(statements, matches))
                .map(matches -> matches.get(0));
    }

    private static Matches matches(Traits wanted, List<Object[]> rows, UUID itself) {
        boolean keyTaken =
                rows.stream().anyMatch(row -> !CandidateRow.id(row).equals(itself) && CandidateRow.isSame(row, wanted));
        return new Matches(compare(wanted, rows, itself), itself == null ? wanted.id() : null, keyTaken);
    }

    /** The texts of those that are shown and did not come with their rows. */
    private static Uni<List<Matches>> rendered(Statements statements, List<Matches> matches) {
        UUID[] unread = matches.stream()
                .flatMap(one -> one.unread().stream())
                .distinct()
                .toArray(UUID[]::new);
        if (unread.length == 0) {
            return Uni.createFrom().item(matches);
        }
        return statements.ask(RENDERED, (Object) unread).map(rows -> {
            Map<UUID, String> texts = new HashMap<>();
            rows.forEach(row -> texts.put((UUID) row[0], (String) row[1]));
            return matches.stream().map(one -> one.with(texts)).toList();
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
            Traits stored = CandidateRow.traits(row, wanted);
            boolean sameCountry = stored.countryId().equals(wanted.countryId());
            Verdict verdict =
                    sameCountry ? DuplicateRules.compare(wanted, stored) : Verdict.different("another country");
            if (verdict.isDuplicate() || id.equals(wanted.id())) {
                found.add(new Match(id, verdict, CandidateRow.rendered(row)));
            }
        }
        return found;
    }
}
