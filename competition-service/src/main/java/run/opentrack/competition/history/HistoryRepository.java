package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Reads the history of competitions. */
@ApplicationScoped
class HistoryRepository implements PanacheRepository<HistoryEntry> {
    private static final String PAGE = """
            SELECT id, competition_id, country_id, at, account_id, action, changes FROM (
                SELECT *, sum(octet_length(changes)) OVER (ORDER BY id DESC ROWS UNBOUNDED PRECEDING)
                       - octet_length(changes) AS bytes_before
                  FROM opentrack.competition_history WHERE competition_id = ?1 AND id < ?2
                 ORDER BY id DESC LIMIT 1000) page
             WHERE bytes_before < 4194304 ORDER BY id DESC""";

    /**
     * Reads up to 1,000 entries, newest first, ending with the one that fills 4 MiB: one entry may have 2 MB.
     *
     * @param before only entries with a smaller id
     */
    Uni<List<HistoryEntry>> page(UUID competition, long before) {
        return Panache.getSession().chain(session -> session.createNativeQuery(PAGE, HistoryEntry.class)
                .setParameter(1, competition)
                .setParameter(2, before)
                .getResultList());
    }

    Uni<Boolean> existsBefore(UUID competition, long before) {
        return count("competitionId = ?1 and id < ?2", competition, before).map(count -> count > 0);
    }
}
