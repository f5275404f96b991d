package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ExceptionMapping;

/**
 * Executes items of bulk calls by the code of single writes: through the queue of the country, in one transaction, or without
 * writing.
 */
@ApplicationScoped
public class BulkWriteService {
    /** Bounds the time for which other writes wait for the lock of an atomic call. */
    private static final Duration ATOMIC_TIMEOUT = Duration.ofSeconds(8);

    private final Pool database;
    private final WriteQueue queue;
    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final BulkLimiter limiter;
    private final ExceptionMapping exceptions;

    BulkWriteService(
            Pool database,
            WriteQueue queue,
            CreateBatch creates,
            ChangeTransaction changes,
            BulkLimiter limiter,
            ExceptionMapping exceptions) {
        this.database = database;
        this.queue = queue;
        this.creates = creates;
        this.changes = changes;
        this.limiter = limiter;
        this.exceptions = exceptions;
    }

    /** Executor that shares the queue and the transactions of single writes. */
    public BulkExecutor queuedExecutor() {
        return new BulkExecutor(SqlExecutor.on(database), false) {
            @Override
            public Uni<List<WriteOutcome>> create(List<CreateRequest> requests) {
                return submit(requests);
            }

            @Override
            Uni<List<WriteOutcome>> change(List<ChangeRequest> requests) {
                return submit(requests);
            }
        };
    }

    private Uni<List<WriteOutcome>> submit(List<? extends WriteQueue.Request> requests) {
        return join(requests.stream()
                .map(request -> queue.submit(request, System.nanoTime())
                        .map(WriteOutcome::of)
                        .onFailure()
                        .recoverWithItem(failure -> toOutcome(failure, request.item())))
                .toList());
    }

    private WriteOutcome toOutcome(Throwable failure, BulkCall.Item item) {
        return WriteOutcome.of(exceptions.toApiException(failure, item.call().requestId()));
    }

    private static Uni<List<WriteOutcome>> join(List<Uni<WriteOutcome>> outcomes) {
        return outcomes.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(outcomes).andFailFast();
    }

    /** Executes items without a lock and without writing, by one connection. */
    public <T> Uni<T> inDryRun(Function<BulkExecutor, Uni<T>> work) {
        return limiter.limit(() -> database.withConnection(connection ->
                work.apply(new DirectBulkExecutor(creates, changes, SqlExecutor.readOnly(connection), true))));
    }

    /**
     * Executes items in one transaction under the locks of all countries, and once more if a unique key was violated.
     *
     * @param work can be repeated; returns whether to commit, otherwise nothing is written
     */
    public Uni<Boolean> inTransaction(Collection<String> countries, Function<BulkExecutor, Uni<Boolean>> work) {
        Supplier<Uni<? extends Boolean>> transaction = () -> PipelinedTransaction.run(
                database, ATOMIC_TIMEOUT, whole -> whole.begin(sql -> CountryAdvisoryLock.acquire(sql, countries))
                        .chain(locked -> work.apply(new DirectBulkExecutor(creates, changes, whole.sql(), false)))
                        .chain(commit -> commit
                                ? whole.commit(sql -> Uni.createFrom().item(true))
                                : whole.rollBack().replaceWith(false)));
        return limiter.limit(() -> UniqueViolationRetry.retryOnViolation(transaction));
    }

    /** Countries of stored competitions by id. */
    public Uni<Map<UUID, String>> countriesOf(Collection<UUID> ids) {
        return CompetitionRepository.findLocations(SqlExecutor.on(database), ids)
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().country())));
    }
}
