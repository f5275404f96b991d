package run.opentrack.competition.write;

import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.http.error.ApiException;

/**
 * What becomes of an application: an answer, a refusal, or neither when it must wait for the next sitting.
 */
record CreateOutcome(WriteResponse response, ApiException error) {
    static final CreateOutcome DEFERRED = new CreateOutcome(null, null);

    static CreateOutcome of(WriteResponse answer) {
        return new CreateOutcome(answer, null);
    }

    static CreateOutcome of(ApiException refusal) {
        return new CreateOutcome(null, refusal);
    }

    boolean isDuplicate() {
        return response != null && response.status() == 409;
    }

    boolean isDeferred() {
        return this == DEFERRED;
    }

    WriteResponse orThrow() {
        if (error != null) {
            throw error;
        }
        return response;
    }
}
