package run.opentrack.competition.write;

import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.http.error.ApiException;

/** Outcome of one write of a batch: a response, an error, or deferral to the next batch. */
public record WriteOutcome(WriteResponse response, ApiException error) {
    static final WriteOutcome DEFERRED = new WriteOutcome(null, ApiException.unavailable());

    public static WriteOutcome of(WriteResponse response) {
        return new WriteOutcome(response, null);
    }

    public static WriteOutcome of(ApiException error) {
        return new WriteOutcome(null, error);
    }

    boolean isDeferred() {
        return this == DEFERRED;
    }
}
