package run.opentrack.http.error;

import java.util.Optional;

/**
 * Translation of one library's exceptions into API errors. Each library contributes its own, so that this module
 * depends on none.
 */
public interface ExceptionTranslator {
    /** Returns the API error for the failure, or empty if the failure is not of this library. */
    Optional<ApiException> translate(Throwable failure);
}
