package run.opentrack.competition.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.imports.ImportView.RowView;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.QuotaAdvisoryLock;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.RightsQuery;
import run.opentrack.database.AdvisoryLockNamespace;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Requests of imports by admins of their country, and reports of the caller's own imports. */
@ApplicationScoped
public class ImportService {
    /** Rows of a report in one response. */
    static final int MAX_PAGE_SIZE = 1_000;

    private final Pool database;
    private final ImportRepository imports;
    private final ImportRowRepository rows;
    private final ImportJob job;
    private final ImportConfig config;
    private final Clock clock;

    ImportService(
            Pool database,
            ImportRepository imports,
            ImportRowRepository rows,
            ImportJob job,
            ImportConfig config,
            Clock clock) {
        this.database = database;
        this.imports = imports;
        this.rows = rows;
        this.job = job;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Adds an import. An address is imported each night from then on, until another import of the source replaces it.
     *
     * @return the id of the import, which {@link ImportJob} runs; fails with 403 for an account that is no admin, and with
     *     409, before anything is stored, for too many imports or addresses
     */
    Uni<UUID> request(AccessToken caller, ImportRequest request) {
        UUID id = UUID.randomUUID();
        return ReadTimeout.apply(RightsQuery.of(SqlExecutor.on(database), caller))
                .invoke(rights -> rights.requireAdministrationOf(request.country()))
                .chain(() -> PipelinedTransaction.run(database, WriteTransaction.TIMEOUT, transaction -> transaction
                        .begin(sql -> QuotaAdvisoryLock.acquire(sql, AdvisoryLockNamespace.IMPORTS, caller.accountId()))
                        .chain(() -> RightsQuery.ofAccount(transaction.sql(), caller))
                        .invoke(rights -> rights.requireAdministrationOf(request.country()))
                        .chain(() -> add(transaction.sql(), id, caller, request))
                        .chain(() -> transaction.commit(sql -> Uni.createFrom().voidItem()))))
                .map(done -> {
                    job.poll();
                    return id;
                });
    }

    private Uni<Void> add(SqlExecutor sql, UUID id, AccessToken caller, ImportRequest request) {
        return imports.add(sql, id, caller.accountId(), request, clock.instant())
                .invoke(added -> requireWithinLimit(added, "Too many imports of this account are in progress"))
                .chain(() -> request.dryRun() ? Uni.createFrom().voidItem() : replaceSource(sql, caller, request));
    }

    private Uni<Void> replaceSource(SqlExecutor sql, AccessToken caller, ImportRequest request) {
        if (request.url() == null) {
            return imports.deleteSource(sql, request.country(), request.source());
        }
        return QuotaAdvisoryLock.acquire(sql, AdvisoryLockNamespace.IMPORT_ADDRESSES, request.country())
                .chain(() -> imports.saveSource(
                        sql, caller.accountId(), request, ImportJob.nextDailyRun(clock.instant(), config)))
                .invoke(saved -> requireWithinLimit(
                        saved,
                        "At most " + ImportRepository.MAX_SOURCES + " addresses of a country are imported each night"))
                .replaceWithVoid();
    }

    private static void requireWithinLimit(boolean stored, String violation) {
        if (!stored) {
            throw ApiException.conflict(violation);
        }
    }

    /** Newest imports of the caller's account; with an API key, those of the key's countries. */
    Uni<List<ImportView>> list(AccessToken caller) {
        return ReadTimeout.apply(imports.list(caller));
    }

    /**
     * @param from position of the first row
     * @param limit number of rows; fewer if their details are long
     * @return fails with 404 for an import of another account, or of a country that the API key does not include
     */
    Uni<ImportPage> get(AccessToken caller, UUID id, int from, int limit) {
        return ReadTimeout.apply(find(caller, id).chain(found -> Uni.combine()
                .all()
                .unis(rows.count(id), rows.findPage(id, from, limit))
                .with((counts, page) -> new ImportPage(
                        found.with(counts, page.rows().stream().map(RowView::of).toList()), page.next()))));
    }

    /** @param next position of the first row behind the page, null at the end */
    record ImportPage(ImportView view, Integer next) {}

    /** Continues an import that is held. */
    Uni<UUID> confirm(AccessToken caller, UUID id) {
        return ReadTimeout.apply(find(caller, id).chain(found -> RightsQuery.ofAccount(SqlExecutor.on(database), caller)
                .invoke(rights -> rights.requireAdministrationOf(found.country()))
                .chain(() -> imports.confirm(id, clock.instant()))
                .map(confirmed -> {
                    if (!confirmed) {
                        throw ApiException.conflict(
                                "held".equals(found.state())
                                        ? "A later import of the source has replaced this one"
                                        : "The import is not held");
                    }
                    return id;
                })));
    }

    /** Ends the nightly imports of the import's source. */
    Uni<Void> stop(AccessToken caller, UUID id) {
        return ReadTimeout.apply(find(caller, id).chain(found -> RightsQuery.of(SqlExecutor.on(database), caller)
                .invoke(rights -> rights.requireAdministrationOf(found.country()))
                .chain(() -> imports.deleteSource(imports.sql(), found.country(), found.source()))));
    }

    private Uni<ImportView> find(AccessToken caller, UUID id) {
        return imports.find(caller, id).invoke(found -> {
            if (found == null) {
                throw ApiException.notFound("There is no import with this id");
            }
        });
    }
}
