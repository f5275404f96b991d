package run.opentrack.competition.redaction;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.QuotaAdvisoryLock;
import run.opentrack.competition.write.RightsQuery;
import run.opentrack.database.AdvisoryLockNamespace;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Requests of redactions by admins, each for the countries that its account administers then, and their results. */
@ApplicationScoped
public class RedactionService {
    /** Competitions in one response. */
    static final int MAX_SHOWN = 1_000;

    private final Pool database;
    private final RedactionRepository repository;
    private final Clock clock;

    RedactionService(Pool database, RedactionRepository repository, Clock clock) {
        this.database = database;
        this.repository = repository;
        this.clock = clock;
    }

    /** @return the id of the redaction, which {@link RedactionJob} runs; fails with 403 for an account that is no admin */
    Uni<UUID> request(AccessToken caller, String address) {
        UUID id = UUID.randomUUID();
        Uni<Boolean> added = PipelinedTransaction.run(database, WriteTransaction.TIMEOUT, transaction -> transaction
                .begin(sql -> QuotaAdvisoryLock.acquire(sql, AdvisoryLockNamespace.REDACTIONS, caller.accountId())
                        .chain(() -> RightsQuery.ofAccount(sql, caller)))
                .map(RedactionService::requireAdmin)
                .chain(countries -> transaction.commit(
                        sql -> repository.add(sql, id, caller.accountId(), address, countries, clock.instant()))));
        return added.map(done -> {
            if (!done) {
                throw ApiException.conflict("Too many redactions of this account are in progress");
            }
            return id;
        });
    }

    /**
     * @param from id of the first competition shown
     * @return with one competition more than {@link #MAX_SHOWN} if others follow; fails with 404 for a redaction of a
     *     country that the caller does not administer
     */
    Uni<RedactionResult> get(AccessToken caller, UUID id, UUID from) {
        return ReadTimeout.apply(RightsLookup.find(database, caller)
                .map(RightsLookup::requireValid)
                .invoke(RedactionService::requireAdmin)
                .chain(rights -> repository.find(id).invoke(found -> requireVisible(found, rights)))
                .chain(found -> repository.findResults(id, from, MAX_SHOWN + 1).map(found::with)));
    }

    /** Returns the countries that the account administers, joined by commas; null for all. */
    private static String requireAdmin(Rights rights) {
        Set<String> countries = rights.countries();
        if (!rights.isSuperuser() && countries.isEmpty()) {
            throw ApiException.forbidden("A group ADMIN_XXX of a country, or SUPERUSER, is required");
        }
        return rights.isSuperuser() ? null : String.join(",", countries);
    }

    private static void requireVisible(RedactionResult found, Rights rights) {
        List<String> countries = found == null ? null : found.countries();
        boolean visible = found != null
                && (rights.isSuperuser()
                        || countries != null && rights.countries().containsAll(countries));
        if (!visible) {
            throw ApiException.notFound("There is no redaction with this id");
        }
    }
}
