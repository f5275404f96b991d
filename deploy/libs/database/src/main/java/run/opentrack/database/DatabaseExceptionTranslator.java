package run.opentrack.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import run.opentrack.database.internal.PgClientInternals;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ExceptionMapping.ExceptionTranslator;

/** Translation of transient database failures to 503. All others are unexpected errors. */
@ApplicationScoped
public class DatabaseExceptionTranslator implements ExceptionTranslator {
    /**
     * SQLSTATE classes: connection, resources, operator intervention, lock not available, transaction rollback, invalid
     * transaction state.
     */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "57", "55", "40", "25");

    @Override
    public Optional<ApiException> translate(Throwable failure) {
        return isTransient(failure) ? Optional.of(ApiException.unavailable()) : Optional.empty();
    }

    /** True for failures after which the same statement may succeed. */
    public static boolean isTransient(Throwable failure) {
        String state = SqlState.of(failure);
        return state == null ? isConnectionFailure(failure) : TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }

    private static boolean isConnectionFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = SqlState.nextCause(cause)) {
            if (isConnectionCause(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConnectionCause(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof io.vertx.core.http.ConnectionPoolTooBusyException
                || PgClientInternals.isUntyped(cause)
                || cause instanceof io.vertx.sqlclient.ClosedConnectionException
                || PgClientInternals.isPoolTimeout(cause);
    }
}
