package run.opentrack.wire.error;

import java.util.Optional;

/** Part of the catalogue that belongs to one library: what its exceptions mean to a client. */
public interface FailureRule {
    /** The refusal that the failure means, or nothing when it is not of this library. */
    Optional<Refusal> refusalFor(Throwable failure);
}
