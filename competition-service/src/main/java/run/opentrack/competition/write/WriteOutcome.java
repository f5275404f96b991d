package run.opentrack.competition.write;

import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.http.error.ApiException;

/** Outcome of one write of a batch: a response, an error, or neither if the write is deferred to the next batch. */
record WriteOutcome(WriteResponse response, ApiException error) {
    static final WriteOutcome DEFERRED = new WriteOutcome(null, null);

    static WriteOutcome of(WriteResponse response) {
        return new WriteOutcome(response, null);
    }

    static WriteOutcome of(ApiException error) {
        return new WriteOutcome(null, error);
    }

    boolean isDeferred() {
        return this == DEFERRED;
    }
}
