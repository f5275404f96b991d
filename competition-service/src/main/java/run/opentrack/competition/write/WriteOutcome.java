package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
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

    /** Outcome of a write that may fail with an error of its own; any other failure is one of its transaction. */
    static Uni<WriteOutcome> ofEither(Uni<WriteResponse> write) {
        return write.map(WriteOutcome::of)
                .onFailure(ApiException.class)
                .recoverWithItem(error -> of((ApiException) error));
    }

    boolean isDeferred() {
        return this == DEFERRED;
    }
}
