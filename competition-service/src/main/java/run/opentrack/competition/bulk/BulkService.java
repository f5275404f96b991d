package run.opentrack.competition.bulk;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.MDC;
import run.opentrack.competition.bulk.BulkResult.ItemResult;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.BulkCall;
import run.opentrack.competition.write.BulkExecutor;
import run.opentrack.competition.write.BulkWriteService;
import run.opentrack.competition.write.RightsQuery;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.http.request.RequestId;
import run.opentrack.security.AccessToken;

/**
 * Executes bulk calls, whichever protocol or file they came by. An atomic call is tried without writing first, so that one
 * with an error locks nothing.
 */
@ApplicationScoped
public class BulkService {
    /** Leaves time to respond before the gateway does. */
    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    private final Pool database;
    private final BulkWriteService writes;
    private final WorkerExecutor worker;

    BulkService(Pool database, BulkWriteService writes, Vertx vertx) {
        this.database = database;
        this.writes = writes;
        this.worker = vertx.createSharedWorkerExecutor("bulk", 1);
    }

    /**
     * Options of a call.
     *
     * @param dryRun whether nothing is written
     * @param atomic whether nothing is written if an item has an error
     * @param full whether results have the competitions
     * @param maxBytes size of the results, beyond which errors are shortened and competitions left out
     */
    public record Options(boolean dryRun, boolean atomic, boolean full, long maxBytes) {
        /** Text that is part of the digest of stored keys, so that it is the same in all releases. */
        String identity() {
            return "Options[dryRun=%s, atomic=%s, full=%s, maxBytes=%d]".formatted(dryRun, atomic, full, maxBytes);
        }
    }

    /** Runs work that would block an event loop for long. */
    <T> Uni<T> onWorker(Supplier<T> work) {
        return UniHelper.toUni(worker.executeBlocking(work::get, false));
    }

    /**
     * Executes operations as single calls in their order would be; completes even if the client disconnects.
     *
     * @return fails with 401 if the token is revoked; every other error is one of its item
     */
    public Uni<BulkResult> execute(AccessToken caller, List<BulkOperation> operations, Options options) {
        String requestId = String.valueOf(MDC.get(RequestId.LOG_FIELD));
        long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
        return Uncancellable.of(plan(caller, operations)
                .chain(plan -> execute(new PlannedCall(plan, options, requestId, deadlineNanos))));
    }

    private Uni<BulkPlan> plan(AccessToken caller, List<BulkOperation> operations) {
        return ReadTimeout.apply(RightsQuery.of(SqlExecutor.on(database), caller))
                .chain(rights -> onWorker(() -> BulkPlan.of(caller, rights, operations)));
    }

    /**
     * Requires the rights by which operations were executed.
     *
     * @param result of the call
     * @return fails with 401 if the token is revoked, with 403 for a country that the caller no longer administers
     */
    Uni<Void> requireRights(AccessToken caller, List<BulkOperation> operations, String result) {
        return plan(caller, operations).chain(plan -> ReadTimeout.apply(writes.countriesOf(plan.changedIds()))
                .chain(countries -> onWorker(() -> {
                    plan.requireRights(BulkJson.statuses(result), countries);
                    return null;
                })));
    }

    /** @param deadlineNanos until which items may be started, by {@link System#nanoTime}, with the time for which the call waits */
    private record PlannedCall(BulkPlan plan, Options options, String requestId, long deadlineNanos) {}

    private Uni<BulkResult> execute(PlannedCall call) {
        Options options = call.options();
        if (!options.dryRun() && !options.atomic()) {
            return run(call, writes.queuedExecutor());
        }
        Uni<BulkResult> trial = writes.inDryRun(executor -> run(call, executor)).map(BulkResult::withDependencies);
        return options.dryRun()
                ? trial
                : trial.chain(result -> result.hasErrors() ? Uni.createFrom().item(result) : executeAtomically(call));
    }

    private Uni<BulkResult> executeAtomically(PlannedCall call) {
        BulkResult[] last = new BulkResult[1];
        return writes.countriesOf(call.plan().changedIds())
                .chain(countries -> writes.inTransaction(
                        Stream.concat(call.plan().countries().stream(), countries.values().stream())
                                .toList(),
                        executor -> run(call, executor)
                                .invoke(result -> last[0] = result.withDependencies())
                                .map(result -> !result.hasErrors())))
                .map(committed -> last[0]);
    }

    private static Uni<BulkResult> run(PlannedCall call, BulkExecutor executor) {
        BulkPlan plan = call.plan();
        Options options = call.options();
        Duration remaining = Duration.ofNanos(call.deadlineNanos() - System.nanoTime());
        BulkRun run = new BulkRun(
                plan,
                executor,
                new BulkCall(remaining, call.requestId(), executor.isDryRun()),
                new OutcomeLimiter(options.full(), options.maxBytes()));
        return run.execute()
                .map(outcomes -> new BulkResult(
                        options.dryRun(),
                        options.atomic(),
                        IntStream.range(0, outcomes.size())
                                .mapToObj(
                                        n -> new ItemResult(n, plan.operations().get(n), outcomes.get(n)))
                                .toList()));
    }
}
