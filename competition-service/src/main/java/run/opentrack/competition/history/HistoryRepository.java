package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Reads the history of competitions, with that of competitions that were merged into them. */
@ApplicationScoped
class HistoryRepository implements PanacheRepository<HistoryEntry> {
    /** Each entry is read by the country that it was made in. */
    private static final String READABLE = "(?2 = '*' OR country_id = ANY(string_to_array(?2, ',')))";

    private static final String PAGE = """
            SELECT id, competition_id, country_id, at, account_id, action, changes FROM (
                SELECT *, sum(octet_length(changes)) OVER (ORDER BY id DESC ROWS UNBOUNDED PRECEDING)
                       - octet_length(changes) AS bytes_before
                  FROM opentrack.competition_history WHERE competition_id = ANY(ARRAY(SELECT opentrack.merged_ids(?1))) AND id < ?3 AND %s
                 ORDER BY id DESC LIMIT 1000) page
             WHERE bytes_before < 4194304 ORDER BY id DESC""".formatted(READABLE);
    private static final String FIND_EXTENT = """
            SELECT coalesce((SELECT country_id FROM opentrack.competition WHERE id = ?1),
                            (SELECT country_id FROM opentrack.competition_history
                              WHERE competition_id = ?1 ORDER BY id DESC LIMIT 1)),
                   (SELECT min(id) FROM opentrack.competition_history
                     WHERE competition_id = ANY(ARRAY(SELECT opentrack.merged_ids(?1))) AND %s)""".formatted(READABLE);

    /**
     * Reads up to 1,000 entries, newest first, ending with the one that fills 4 MiB: one entry may have 2 MB.
     *
     * @param before only entries with a smaller id
     * @param countries whose entries are read, joined by commas, or an asterisk for all
     */
    Uni<List<HistoryEntry>> page(UUID competition, long before, String countries) {
        return Panache.getSession().chain(session -> session.createNativeQuery(PAGE, HistoryEntry.class)
                .setParameter(1, competition)
                .setParameter(2, countries)
                .setParameter(3, before)
                .getResultList());
    }

    /**
     * @param country of the competition, the last one if it is deleted; null for an unknown id
     * @param oldestEntry null if none can be read
     */
    record Extent(String country, Long oldestEntry) {}

    Uni<Extent> findExtent(UUID competition, String countries) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(FIND_EXTENT, Object[].class)
                        .setParameter(1, competition)
                        .setParameter(2, countries)
                        .getSingleResult())
                .map(row -> new Extent((String) row[0], (Long) row[1]));
    }
}
