package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.QueryBatcher;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/**
 * Writes competitions by national id. The address is looked up without a lock, for concurrent writes in one query. A
 * write that changes nothing ends there, since its response is right for that moment; any other is queued as a create or
 * an update, which checks the address again under the lock of the country.
 */
@ApplicationScoped
public class UpsertService {
    /** Failure of an attempt whose address was written to between the lookup and the lock. */
    static final ApiException OVERTAKEN =
            ApiException.unavailable("The competition with this national id has just changed", 1);

    private static final int MAX_RETRIES = 5;
    private static final int MAX_BATCH_SIZE = 100;

    private final Pool database;
    private final WriteQueue queue;
    private final CreateService creates;
    private final QueryBatcher<NationalIdWrite, Found> batcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, ReadTimeout.TIMEOUT, this::find);

    UpsertService(Pool database, WriteQueue queue, CreateService creates) {
        this.database = database;
        this.queue = queue;
        this.creates = creates;
    }

    /**
     * @param rights of the caller, null if the token is revoked
     * @param stored competition at the address, null if there is none
     */
    private record Found(Rights rights, NationalIdRepository.Addressed stored) {}

    /**
     * Executes a write. Must be called on an event loop.
     *
     * @return 201, 200 or 204, or 409 with possible duplicates; with a location after a move to another year
     */
    public Uni<WriteResponse> execute(NationalIdWrite write) {
        long startNanos = System.nanoTime();
        Uni<WriteResponse> attempts = Uni.createFrom()
                .deferred(() -> attempt(write, startNanos))
                .onFailure(failure -> failure == OVERTAKEN)
                .retry()
                .atMost(MAX_RETRIES);
        return write.key() == null
                ? attempts
                : creates.replayOr(write.caller(), write.country(), write.key(), attempts);
    }

    private Uni<WriteResponse> attempt(NationalIdWrite write, long startNanos) {
        return batcher.submitOrUnavailable(write).chain(found -> {
            RightsLookup.requireValid(found.rights()).requireAdministrationOf(write.country());
            return found.stored() == null
                    ? writeAbsent(write, startNanos)
                    : writeStored(write, found.stored(), startNanos);
        });
    }

    private Future<List<Found>> find(List<NationalIdWrite> writes) {
        SqlExecutor sql = SqlExecutor.on(database);
        List<AccessToken> callers = writes.stream().map(NationalIdWrite::caller).toList();
        return UniHelper.toFuture(Uni.combine()
                .all()
                .unis(
                        RightsQuery.ofEach(sql, callers),
                        NationalIdRepository.find(
                                sql,
                                writes.stream().map(NationalIdWrite::lookup).toList()))
                .with((rights, stored) -> IntStream.range(0, writes.size())
                        .mapToObj(n -> new Found(rights.get(callers.get(n)), stored.get(n)))
                        .toList()));
    }

    private Uni<WriteResponse> writeStored(
            NationalIdWrite write, NationalIdRepository.Addressed stored, long startNanos) {
        write.conditions().require(stored.etag());
        if (write.adoptedId() != null && !write.adoptedId().equals(stored.id())) {
            throw ChangeRequest.otherAddressed(stored.id());
        }
        WriteResponse unchanged = write.unchanged(stored);
        return unchanged == null
                ? queue.submit(write.change(stored.id(), false), startNanos)
                : Uni.createFrom().item(unchanged);
    }

    private Uni<WriteResponse> writeAbsent(NationalIdWrite write, long startNanos) {
        if (write.data() == null) {
            return ReadTimeout.apply(MergedCompetitionRepository.findTarget(SqlExecutor.on(database), write.address()))
                    .map(mergedInto -> {
                        throw mergedInto == null
                                ? ApiException.notFound("There is no competition with this national id")
                                : MergedCompetitionRepository.conflict(mergedInto);
                    });
        }
        requireYearOfAddress(write);
        if (write.adoptedId() != null) {
            return adopt(write, startNanos);
        }
        write.conditions().require(null);
        return creates.checkAndSubmit(write.create(), startNanos);
    }

    private static void requireYearOfAddress(NationalIdWrite write) {
        if (write.data().year() != write.address().year()) {
            String path = NationalIdAddress.of(write.data()).path();
            throw ApiException.invalid(Violation.ofMember(
                    "date", "must be in the year of the address, or sent to " + path, "value_error.address"));
        }
    }

    private Uni<WriteResponse> adopt(NationalIdWrite write, long startNanos) {
        UUID id = write.adoptedId();
        return ReadTimeout.apply(CompetitionRepository.findLocations(SqlExecutor.on(database), List.of(id)))
                .chain(found -> {
                    if (!found.containsKey(id)
                            || !write.country().equals(found.get(id).country())) {
                        throw ApiException.notFound(
                                "There is no competition of " + write.country() + " with the id to adopt");
                    }
                    found.get(id).requireNotMerged();
                    return queue.submit(write.change(id, true), startNanos);
                });
    }
}
