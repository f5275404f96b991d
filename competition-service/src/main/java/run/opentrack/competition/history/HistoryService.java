package run.opentrack.competition.history;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import run.opentrack.database.SessionRead;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Pages of a competition's history for the admins of its country, also after the competition is deleted. */
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
     * @return at least one entry; fails with 404 if there is none, 403 without the right
     */
    public Uni<HistoryPage> page(AccessToken caller, UUID competition, Long before) {
        return SessionRead.run(() -> RightsLookup.find(database, caller)
                .map(RightsLookup::requireValid)
                .chain(rights -> repository
                        .page(competition, before == null ? Long.MAX_VALUE : before)
                        .invoke(entries -> requireReadable(entries, rights, before)))
                .chain(entries -> repository
                        .existsBefore(competition, entries.get(entries.size() - 1).id)
                        .map(older -> new HistoryPage(entries, older))));
    }

    private static void requireReadable(List<HistoryEntry> entries, Rights rights, Long before) {
        if (entries.isEmpty()) {
            throw ApiException.notFound(
                    before == null ? "There is no competition with this id" : "There are no older entries");
        }
        rights.requireAdministrationOf(entries.get(0).countryId);
    }
}
