package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;

/** Executor of items as parts of one transaction, or, in a dry run, of none. They are not queued, as it has the locks. */
final class DirectBulkExecutor extends BulkExecutor {
    private static final int CREATES_PER_BATCH = 64;

    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final SqlExecutor sql;

    DirectBulkExecutor(CreateBatch creates, ChangeTransaction changes, SqlExecutor sql, boolean dryRun) {
        super(sql, dryRun);
        this.creates = creates;
        this.changes = changes;
        this.sql = sql;
    }

    @Override
    public Uni<List<WriteOutcome>> create(List<CreateRequest> requests) {
        Map<String, List<CreateRequest>> byCountry = new LinkedHashMap<>();
        requests.forEach(request -> byCountry
                .computeIfAbsent(request.country(), country -> new ArrayList<>())
                .add(request));
        Map<CreateRequest, WriteOutcome> outcomes = new IdentityHashMap<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (List<CreateRequest> ofCountry : byCountry.values()) {
            all = all.chain(() -> createAll(ofCountry, outcomes));
        }
        return all.map(done -> requests.stream().map(outcomes::get).toList());
    }

    /** Executes batches until none is left; deferred requests are in the next one. */
    private Uni<Void> createAll(List<CreateRequest> pending, Map<CreateRequest, WriteOutcome> outcomes) {
        if (pending.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<CreateRequest> batch = pending.subList(0, Math.min(CREATES_PER_BATCH, pending.size()));
        return creates.execute(PipelinedTransaction.within(sql), batch).chain(executed -> {
            List<CreateRequest> next = new ArrayList<>();
            for (int n = 0; n < batch.size(); n++) {
                if (executed.get(n).isDeferred()) {
                    next.add(batch.get(n));
                } else {
                    outcomes.put(batch.get(n), executed.get(n));
                }
            }
            next.addAll(pending.subList(batch.size(), pending.size()));
            return createAll(next, outcomes);
        });
    }

    @Override
    Uni<List<WriteOutcome>> change(List<ChangeRequest> requests) {
        return requests.isEmpty()
                ? Uni.createFrom().item(List.of())
                : changes.execute(PipelinedTransaction.within(sql), requests);
    }
}
