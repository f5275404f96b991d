package run.opentrack.competition.history;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.history.HistoryRepository.Extent;
import run.opentrack.database.SessionRead;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Pages of a competition's history for the admins of its present country, or of the last one after the competition is
 * deleted. Entries that were made in a country which the caller does not administer are left out.
 */
@ApplicationScoped
public class HistoryService {
    private final Pool database;
    private final HistoryRepository repository;

    HistoryService(Pool database, HistoryRepository repository) {
        this.database = database;
        this.repository = repository;
    }

    /** @param older whether entries follow after the last one */
    public record HistoryPage(List<HistoryEntry> entries, boolean older) {}

    /**
     * @param before only entries with a smaller id, null for the newest
     * @return the entries; fails with 404 for an unknown id or if no entry is older, 403 without the right
     */
    public Uni<HistoryPage> page(AccessToken caller, UUID competition, Long before) {
        return SessionRead.run(() -> RightsLookup.find(database, caller)
                .map(RightsLookup::requireValid)
                .chain(rights -> {
                    String countries = rights.isSuperuser() ? "*" : String.join(",", rights.countries());
                    return repository
                            .findExtent(competition, countries)
                            .invoke(extent -> requireReadable(extent, rights))
                            .chain(extent -> repository
                                    .page(competition, before == null ? Long.MAX_VALUE : before, countries)
                                    .map(entries -> toPage(entries, extent, before)));
                }));
    }

    private static void requireReadable(Extent extent, Rights rights) {
        if (extent.country() == null) {
            throw ApiException.notFound("There is no competition with this id");
        }
        rights.requireAdministrationOf(extent.country());
    }

    static HistoryPage toPage(List<HistoryEntry> entries, Extent extent, Long before) {
        if (!entries.isEmpty()) {
            Long oldest = extent.oldestEntry();
            // None if the first entry was committed after the extent was read.
            return new HistoryPage(entries, oldest != null && entries.get(entries.size() - 1).id > oldest);
        }
        if (before != null) {
            throw ApiException.notFound("There are no older entries");
        }
        return new HistoryPage(entries, false);
    }
}
