package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.NationalIdRepository.Addressed;
import run.opentrack.competition.write.UpdateService.Change;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Execution of items of a bulk call that do not depend on each other. The lookups of upserts and changes are the same for
 * each way to write: through the queue, in one transaction, or not at all.
 */
public abstract class BulkExecutor {
    private static final int MAX_OVERTAKEN_RETRIES = 5;

    private final SqlExecutor reader;
    private final boolean dryRun;

    /** Upsert by an item. */
    public record ItemUpsert(NationalIdWrite write, BulkCall.Item item) {
        /** @return the outcome if nothing is to be written, otherwise null */
        private WriteOutcome outcomeWithoutWrite(Addressed stored) {
            try {
                write.conditions().require(stored == null ? null : stored.etag());
                WriteResponse unchanged = stored == null ? null : write.unchanged(stored);
                return unchanged == null ? null : WriteOutcome.of(unchanged);
            } catch (ApiException error) {
                return WriteOutcome.of(error);
            }
        }
    }

    /** Update or delete by an item. */
    public record ItemChange(Change change, BulkCall.Item item) {}

    BulkExecutor(SqlExecutor reader, boolean dryRun) {
        this.reader = reader;
        this.dryRun = dryRun;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    public abstract Uni<List<WriteOutcome>> create(List<CreateRequest> requests);

    abstract Uni<List<WriteOutcome>> change(List<ChangeRequest> requests);

    /** @param items of different national ids; those whose national id is written to meanwhile are executed again */
    public Uni<List<WriteOutcome>> upsert(List<ItemUpsert> items) {
        return upsertWithRetries(items, MAX_OVERTAKEN_RETRIES);
    }

    private Uni<List<WriteOutcome>> upsertWithRetries(List<ItemUpsert> items, int remainingRetries) {
        List<NationalIdRepository.Lookup> lookups =
                items.stream().map(item -> item.write().lookup()).toList();
        return NationalIdRepository.find(reader, lookups)
                .chain(stored -> upsertInRuns(items, stored))
                .chain(outcomes -> {
                    List<ItemUpsert> overtaken = IntStream.range(0, items.size())
                            .filter(n -> isOvertaken(outcomes.get(n)))
                            .mapToObj(items::get)
                            .toList();
                    return overtaken.isEmpty() || remainingRetries == 0
                            ? Uni.createFrom().item(outcomes)
                            : upsertWithRetries(overtaken, remainingRetries - 1)
                                    .map(again -> replaceSelected(outcomes, BulkExecutor::isOvertaken, again));
                });
    }

    private static boolean isOvertaken(WriteOutcome outcome) {
        return outcome.error() == UpsertService.OVERTAKEN;
    }

    /** Executes runs of creates and of updates in the order of their items, without those that change nothing. */
    private Uni<List<WriteOutcome>> upsertInRuns(List<ItemUpsert> items, List<Addressed> stored) {
        WriteOutcome[] outcomes = new WriteOutcome[items.size()];
        Uni<Void> all = Uni.createFrom().voidItem();
        List<Integer> indices = new ArrayList<>();
        for (int n = 0; n < items.size(); n++) {
            Addressed addressed =
                    items.get(n).item().call().addressed(items.get(n).write().address(), stored.get(n));
            stored.set(n, addressed);
            outcomes[n] = items.get(n).outcomeWithoutWrite(addressed);
            if (outcomes[n] != null) {
                continue;
            }
            boolean operationChanges =
                    !indices.isEmpty() && (stored.get(indices.get(0)) == null) != (addressed == null);
            if (operationChanges) {
                List<Integer> run = indices;
                all = all.chain(() -> executeRun(items, stored, run, outcomes));
                indices = new ArrayList<>();
            }
            indices.add(n);
        }
        List<Integer> last = indices;
        return all.chain(() -> executeRun(items, stored, last, outcomes)).map(done -> Arrays.asList(outcomes));
    }

    private Uni<Void> executeRun(
            List<ItemUpsert> items, List<Addressed> stored, List<Integer> indices, WriteOutcome[] outcomes) {
        if (indices.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Uni<List<WriteOutcome>> executed = stored.get(indices.get(0)) == null
                ? create(indices.stream()
                        .map(n -> items.get(n)
                                .write()
                                .create()
                                .withItem(items.get(n).item()))
                        .toList())
                : change(indices.stream()
                        .map(n -> items.get(n)
                                .write()
                                .change(stored.get(n).id(), false)
                                .withItem(items.get(n).item()))
                        .toList());
        return executed.invoke(results ->
                        IntStream.range(0, indices.size()).forEach(n -> outcomes[indices.get(n)] = results.get(n)))
                .replaceWithVoid();
    }

    /** @param items of different competitions */
    public Uni<List<WriteOutcome>> change(AccessToken caller, Rights rights, List<ItemChange> items) {
        List<UUID> ids = items.stream().map(item -> item.change().id()).toList();
        return CompetitionRepository.findCountries(reader, ids).chain(stored -> {
            List<WriteOutcome> outcomes = new ArrayList<>();
            List<ChangeRequest> requests = new ArrayList<>();
            for (ItemChange item : items) {
                try {
                    String country = item.item().call().countryOf(item.change().id(), stored);
                    requests.add(item.change().toRequest(caller, country, rights, item.item()));
                    outcomes.add(null);
                } catch (ApiException error) {
                    outcomes.add(WriteOutcome.of(error));
                }
            }
            return change(requests).map(changed -> replaceSelected(outcomes, Objects::isNull, changed));
        });
    }

    /** Replaces the selected outcomes by others, in their order. */
    private static List<WriteOutcome> replaceSelected(
            List<WriteOutcome> outcomes, Predicate<WriteOutcome> selected, List<WriteOutcome> replacements) {
        Iterator<WriteOutcome> next = replacements.iterator();
        outcomes.replaceAll(outcome -> selected.test(outcome) ? next.next() : outcome);
        return outcomes;
    }
}
