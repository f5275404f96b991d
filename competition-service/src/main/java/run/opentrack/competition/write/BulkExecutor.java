package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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
    public record ItemUpsert(NationalIdWrite write, BulkCall.Item item) {}

    /**
     * Upsert and the competition that it would change.
     *
     * @param position in the list of upserts
     * @param current null if the upsert would create a competition
     */
    private record LocatedUpsert(int position, ItemUpsert upsert, Addressed current) {
        boolean isCreate() {
            return current == null;
        }

        CreateRequest toCreate() {
            return upsert.write.create().withItem(upsert.item);
        }

        ChangeRequest toChange() {
            return upsert.write.change(current.id(), false).withItem(upsert.item);
        }

        /**
         * @param first whether no upsert before this one writes, so that the slugs which others have are known
         * @return the outcome if nothing is to be written, otherwise null
         */
        WriteOutcome outcomeWithoutWrite(boolean first) {
            try {
                upsert.write.conditions().require(isCreate() ? null : current.etag());
                WriteResponse unchanged =
                        isCreate() ? null : upsert.write.unchanged(first ? current : current.withUnknownSlugs());
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
        return NationalIdRepository.find(
                        reader, lookups, items.get(0).item().call().overlay())
                .chain(current -> execute(items, current))
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

    /**
     * Executes consecutive creates, and consecutive changes, together, in the order of the items.
     *
     * @param current competitions at the addresses, null for none
     */
    private Uni<List<WriteOutcome>> execute(List<ItemUpsert> items, List<Addressed> current) {
        WriteOutcome[] outcomes = new WriteOutcome[items.size()];
        Deque<List<LocatedUpsert>> groups = new ArrayDeque<>();
        for (int n = 0; n < outcomes.length; n++) {
            LocatedUpsert upsert = new LocatedUpsert(n, items.get(n), current.get(n));
            outcomes[n] = upsert.outcomeWithoutWrite(groups.isEmpty());
            if (outcomes[n] == null) {
                if (groups.isEmpty() || groups.getLast().get(0).isCreate() != upsert.isCreate()) {
                    groups.add(new ArrayList<>());
                }
                groups.getLast().add(upsert);
            }
        }
        Uni<Void> all = Uni.createFrom().voidItem();
        for (List<LocatedUpsert> group : groups) {
            all = all.chain(() -> executeGroup(group, outcomes));
        }
        return all.map(done -> Arrays.asList(outcomes));
    }

    private Uni<Void> executeGroup(List<LocatedUpsert> group, WriteOutcome[] outcomes) {
        Uni<List<WriteOutcome>> executed = group.get(0).isCreate()
                ? create(group.stream().map(LocatedUpsert::toCreate).toList())
                : change(group.stream().map(LocatedUpsert::toChange).toList());
        return executed.invoke(results -> {
                    for (int n = 0; n < results.size(); n++) {
                        outcomes[group.get(n).position()] = results.get(n);
                    }
                })
                .replaceWithVoid();
    }

    /** @param items of different competitions */
    public Uni<List<WriteOutcome>> change(AccessToken caller, Rights rights, List<ItemChange> items) {
        List<UUID> ids = items.stream().map(item -> item.change().id()).toList();
        return CompetitionRepository.findLocations(reader, ids).chain(stored -> {
            List<WriteOutcome> outcomes = new ArrayList<>();
            List<ChangeRequest> requests = new ArrayList<>();
            for (ItemChange item : items) {
                try {
                    CompetitionRepository.Location location =
                            item.item().call().locationOf(item.change().id(), stored);
                    requests.add(item.change().toRequest(caller, location, rights, item.item()));
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
