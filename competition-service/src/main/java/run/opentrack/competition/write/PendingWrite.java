package run.opentrack.competition.write;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.database.WriteTransaction;

/** Write that waits for a batch, with its deadline. */
record PendingWrite(WriteQueue.Request request, UniEmitter<? super WriteResponse> emitter, long startNanos) {
    /** A write with less time left is not started: it would probably miss its deadline. */
    private static final Duration MIN_REMAINING = Duration.ofMillis(500);

    boolean isBulk() {
        return request.item() != null;
    }

    boolean isCreate() {
        return request instanceof CreateRequest;
    }

    /**
     * Tests whether the write may share a transaction. Creates are checked against each other; changes of one bulk call
     * that wait at the same time are independent.
     */
    boolean canJoin(PendingWrite first) {
        return isCreate() ? first.isCreate() : isBulkChange() && first.isBulkChange() && isOfCallOf(first);
    }

    private boolean isBulkChange() {
        return isBulk()
                && request instanceof ChangeRequest change
                && change.countries().size() == 1;
    }

    private boolean isOfCallOf(PendingWrite other) {
        return request.item().call() == other.request.item().call();
    }

    /** The deadline of a bulk item is that of its call. */
    Duration remainingTime() {
        if (!isBulk()) {
            return WriteTransaction.TIMEOUT.minusNanos(System.nanoTime() - startNanos);
        }
        Duration ofCall = request.item().call().remainingTime();
        return ofCall.compareTo(WriteTransaction.TIMEOUT) < 0 ? ofCall : WriteTransaction.TIMEOUT;
    }

    boolean isExpired() {
        return remainingTime().compareTo(MIN_REMAINING) < 0;
    }

    void complete(WriteOutcome outcome) {
        if (outcome.error() != null) {
            emitter.fail(outcome.error());
        } else {
            emitter.complete(outcome.response());
        }
    }
}
