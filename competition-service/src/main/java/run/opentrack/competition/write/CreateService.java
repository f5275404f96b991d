package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.security.AccessToken;

/**
 * Creates competitions. A caller without the right is refused before anything else is read or computed. A stored response
 * is looked up before its create is queued, so that a replay does not wait for the country.
 */
@ApplicationScoped
public class CreateService {
    /** Larger creates are not prechecked, which bounds the memory of waiting ones. */
    private static final int MAX_PRECHECKED_BYTES = 16 * 1_024;

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

    /**
     * @param overrideToken null if none was sent
     * @param key null if no Idempotency-Key was sent
     * @param bytes size of the body
     * @return 201 with the competition, 409 with its possible duplicates, or the replayed response
     */
    public Uni<WriteResponse> create(
            AccessToken caller, CompetitionData data, String overrideToken, IdempotencyKey key, int bytes) {
        long startNanos = System.nanoTime();
        return requireRights(caller, data.countryId(), key).chain(() -> {
            CreateRequest request = CreateRequest.of(caller, data, overrideToken, key, bytes);
            return key == null
                    ? checkAndSubmit(request, startNanos)
                    : idempotency.replayOr(key, Uni.createFrom().deferred(() -> checkAndSubmit(request, startNanos)));
        });
    }

    /**
     * Reads the rights of a caller whose token does not claim the right, and of one whose response may be replayed. The
     * transaction reads them again.
     */
    private Uni<?> requireRights(AccessToken caller, String country, IdempotencyKey key) {
        if (key == null && Rights.claimedBy(caller).mayAdminister(country)) {
            return Uni.createFrom().voidItem();
        }
        return ReadTimeout.apply(RightsQuery.of(SqlExecutor.on(database), caller))
                .invoke(rights -> rights.requireAdministrationOf(country));
    }

    Uni<WriteResponse> checkAndSubmit(CreateRequest request, long startNanos) {
        return isPrechecked(request)
                ? precheck.check(request)
                        .chain(conflict -> conflict.isPresent()
                                ? Uni.createFrom().item(conflict.get())
                                : queue.submit(request, startNanos))
                : queue.submit(request, startNanos);
    }

    /** While a country takes creates, the check under its lock is shared by a batch and a precheck would be wasted. */
    private boolean isPrechecked(CreateRequest request) {
        return request.key() == null
                && request.overrideToken() == null
                && request.bytes() <= MAX_PRECHECKED_BYTES
                && queue.isIdle(request.country());
    }

    /** Replays the response that is stored for the key, or does the work. */
    Uni<WriteResponse> replayOr(AccessToken caller, String country, IdempotencyKey key, Uni<WriteResponse> work) {
        return requireRights(caller, country, key).chain(() -> idempotency.replayOr(key, work));
    }
}
