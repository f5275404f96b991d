package run.opentrack.competition.write;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateFinder.Relation;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.WriteResponse;

/**
 * State of a batch of creates from its queries to its inserts. The decisions about one request depend on those about the
 * requests before it.
 *
 * @param outcomes null for requests that are undecided or accepted
 * @param accepted requests in their order
 * @param slugs allocated for all requests
 * @param usedIds requested ones that had a competition
 * @param responsesToStore, by key
 */
record CreateEvaluation(
        List<CreateRequest> requests,
        DuplicateFinder.Candidates candidates,
        WriteOutcome[] outcomes,
        List<AcceptedCreate> accepted,
        SlugAllocator.FreeSlugs slugs,
        UsedIds usedIds,
        Map<IdempotencyKey, WriteResponse> responsesToStore) {
    void decide(int index, WriteResponse response) {
        outcomes[index] = WriteOutcome.of(response);
        IdempotencyKey key = requests.get(index).key();
        if (key != null) {
            responsesToStore.put(key, response);
        }
    }

    DuplicateMatches matches(DuplicateFinder.Result found, int index) {
        return usedIds.addTo(found.matches(index), requests.get(index).data());
    }

    /** Relations of a request to the accepted ones, in their order. */
    List<Relation> relationsToAccepted(DuplicateFinder.Result found, int index) {
        return accepted.stream()
                .map(other -> found.relation(index, other.index()))
                .toList();
    }

    /**
     * @param relations to the accepted requests
     * @return the 409 for an item that repeats an accepted one of its call; otherwise null
     */
    WriteResponse conflictWithAcceptedItem(List<Relation> relations, int index) {
        BulkCall.Item item = requests.get(index).item();
        return IntStream.range(0, relations.size())
                .filter(n -> relations.get(n) == Relation.DUPLICATE)
                .mapToObj(n -> accepted.get(n).request())
                .filter(other -> isOfCall(other, item))
                .map(other -> BulkCall.Item.duplicateOf(other.item().index()))
                .findFirst()
                .orElse(null);
    }

    /** Tests whether an earlier item of the same call is deferred: items are decided in their order. */
    boolean isBehindDeferred(int index) {
        BulkCall.Item item = requests.get(index).item();
        return IntStream.range(0, index)
                .anyMatch(n -> outcomes[n] == WriteOutcome.DEFERRED && isOfCall(requests.get(n), item));
    }

    private static boolean isOfCall(CreateRequest request, BulkCall.Item item) {
        return item != null && request.item() != null && request.item().call() == item.call();
    }
}
