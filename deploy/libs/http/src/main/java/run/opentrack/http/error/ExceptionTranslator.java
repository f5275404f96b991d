package run.opentrack.http.error;

import java.util.Optional;

/** Part of the catalogue that belongs to one library: what its exceptions mean to a client. */
public interface ExceptionTranslator {
    /** The refusal that the failure means, or nothing when it is not of this library. */
    Optional<ApiException> translate(Throwable failure);
}
