package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;

/**
 * Creates competitions. Before a create with an Idempotency-Key is queued, its caller's rights and the stored response are
 * looked up, so that neither a rejection nor a replay waits for the country.
 */
@ApplicationScoped
public class CreateService {
    private final Pool database;
    private final WriteQueue queue;
    private final DuplicatePrecheck precheck;
    private final IdempotencyService idempotency;

    CreateService(Pool database, WriteQueue queue, DuplicatePrecheck precheck, IdempotencyService idempotency) {
        this.database = database;
        this.queue = queue;
        this.precheck = precheck;
        this.idempotency = idempotency;
    }

    /** @return 201 with the competition, 409 with its possible duplicates, or the replayed response */
    Uni<WriteResponse> create(CreateRequest request) {
        long startNanos = System.nanoTime();
        if (request.key() == null) {
            return isPrechecked(request)
                    ? precheck.check(request)
                            .chain(conflict -> conflict.isPresent()
                                    ? Uni.createFrom().item(conflict.get())
                                    : queue.submit(request, startNanos))
                    : queue.submit(request, startNanos);
        }
        return Uncancellable.of(idempotency.runExclusively(
                request.key(),
                findStored(request)
                        .chain(stored -> stored.isPresent()
                                ? Uni.createFrom().item(stored.get())
                                : queue.submit(request, startNanos))));
    }

    /** While a country takes creates, the check under its lock is shared by a batch and a precheck would be wasted. */
    private boolean isPrechecked(CreateRequest request) {
        return request.overrideToken() == null && queue.isIdle(request.country());
    }

    private Uni<Optional<WriteResponse>> findStored(CreateRequest request) {
        SqlExecutor sql = SqlExecutor.on(database);
        return ReadTimeout.apply(Uni.combine()
                .all()
                .unis(RightsQuery.of(sql, request.caller()), idempotency.lockAndFind(sql, List.of(request.key())))
                .with((rights, stored) -> {
                    rights.requireAdministrationOf(request.country());
                    return idempotency.replay(request.key(), stored.get(0));
                }));
    }
}
