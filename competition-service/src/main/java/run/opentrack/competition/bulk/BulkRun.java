package run.opentrack.competition.bulk;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import run.opentrack.competition.bulk.BulkPlan.Item;
import run.opentrack.competition.write.BulkCall;
import run.opentrack.competition.write.BulkExecutor;
import run.opentrack.competition.write.BulkExecutor.ItemChange;
import run.opentrack.competition.write.BulkExecutor.ItemUpsert;
import run.opentrack.competition.write.CreateRequest;
import run.opentrack.competition.write.WriteOutcome;
import run.opentrack.http.error.ApiException;

/** Execution of a plan, step by step, until the deadline of the call. */
final class BulkRun {
    private final BulkPlan plan;
    private final BulkExecutor executor;
    private final BulkCall call;
    private final OutcomeLimiter limiter;
    private final WriteOutcome[] outcomes;

    BulkRun(BulkPlan plan, BulkExecutor executor, BulkCall call, OutcomeLimiter limiter) {
        this.limiter = limiter;
        this.plan = plan;
        this.executor = executor;
        this.call = call;
        this.outcomes = new WriteOutcome[plan.items().size()];
    }

    /** @return outcomes in the order of the items; 503 for those that were not started in time */
    Uni<List<WriteOutcome>> execute() {
        return executeFrom(0).map(done -> Arrays.asList(outcomes));
    }

    private Uni<Void> executeFrom(int first) {
        if (first == outcomes.length) {
            return Uni.createFrom().voidItem();
        }
        if (call.remainingTime().isNegative()) {
            Arrays.fill(outcomes, first, outcomes.length, WriteOutcome.of(ApiException.unavailable()));
            return Uni.createFrom().voidItem();
        }
        List<Item> step = plan.stepFrom(first);
        return execute(step).chain(() -> executeFrom(first + step.size()));
    }

    private Uni<Void> execute(List<Item> step) {
        List<CreateRequest> creates = new ArrayList<>();
        List<ItemUpsert> upserts = new ArrayList<>();
        List<ItemChange> changes = new ArrayList<>();
        List<Integer> indices = new ArrayList<>();
        for (Item item : step) {
            BulkCall.Item itemOfCall = new BulkCall.Item(call, item.index());
            if (item.error() != null) {
                keep(List.of(item.index()), List.of(WriteOutcome.of(item.error())));
                continue;
            }
            indices.add(item.index());
            if (item.create() != null) {
                creates.add(item.create().withItem(itemOfCall));
            } else if (item.upsert() != null) {
                upserts.add(new ItemUpsert(item.upsert(), itemOfCall));
            } else {
                changes.add(new ItemChange(item.change(), itemOfCall));
            }
        }
        Uni<List<WriteOutcome>> executed = !creates.isEmpty()
                ? executor.create(creates)
                : !upserts.isEmpty()
                        ? executor.upsert(upserts)
                        : executor.change(plan.caller(), plan.rights(), changes);
        return executed.invoke(results -> keep(indices, results)).replaceWithVoid();
    }

    private void keep(List<Integer> indices, List<WriteOutcome> results) {
        for (int n = 0; n < indices.size(); n++) {
            outcomes[indices.get(n)] = limiter.limit(results.get(n));
        }
    }
}
