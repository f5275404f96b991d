package run.opentrack.competition.bulk;

import java.util.List;
import java.util.UUID;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.write.WriteOutcome;
import run.opentrack.http.error.ApiException;

/** Result of a bulk call: the outcome of each item, in the order sent. */
public record BulkResult(boolean dryRun, boolean atomic, List<ItemResult> items) {
    /** Class of an outcome, as it is counted. */
    public enum Count {
        CREATED,
        UPDATED,
        UNCHANGED,
        DELETED,
        DUPLICATE,
        INVALID,
        FORBIDDEN,
        FAILED
    }

    /** WriteOutcome of one item. */
    public record ItemResult(int index, BulkOperation operation, WriteOutcome outcome) {
        public int status() {
            return outcome.error() == null
                    ? outcome.response().status()
                    : outcome.error().status();
        }

        /** Id of the competition that was written, null for none. */
        public UUID id() {
            if (status() >= 400) {
                return null;
            }
            WriteResponse response = outcome.response();
            return response.id() == null ? operation.id() : response.id();
        }

        public Count count() {
            return switch (status()) {
                case 200 -> outcome.response().unchanged() ? Count.UNCHANGED : Count.UPDATED;
                case 201 -> Count.CREATED;
                case 204 -> Count.DELETED;
                case 409 -> Count.DUPLICATE;
                case 422 -> Count.INVALID;
                case 403 -> Count.FORBIDDEN;
                default -> Count.FAILED;
            };
        }

        private ItemResult notExecuted() {
            return status() >= 400
                    ? this
                    : new ItemResult(index, operation, WriteOutcome.of(ApiException.failedDependency()));
        }
    }

    /** True if nothing was stored because an item of an atomic call has an error. */
    public boolean isRejected() {
        return atomic && hasErrors();
    }

    boolean hasWritten() {
        return !isRejected() && items.stream().anyMatch(item -> item.status() < 400);
    }

    /** Copy without competitions and with the first part of each error. */
    BulkResult shortened() {
        OutcomeLimiter limiter = new OutcomeLimiter(false, 0);
        return new BulkResult(
                dryRun,
                atomic,
                items.stream()
                        .map(item -> new ItemResult(item.index(), item.operation(), limiter.limit(item.outcome())))
                        .toList());
    }

    boolean hasErrors() {
        return items.stream().anyMatch(item -> item.status() >= 400);
    }

    /** Copy in which the good items are not executed, if there is an error in an atomic call. */
    BulkResult withDependencies() {
        return isRejected()
                ? new BulkResult(
                        dryRun,
                        true,
                        items.stream().map(ItemResult::notExecuted).toList())
                : this;
    }
}
