package run.opentrack.access;

import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import run.opentrack.wire.error.FailureRule;
import run.opentrack.wire.error.Refusal;

/** What a failure of the database means to a client: try again soon, or nothing that is known here. */
@ApplicationScoped
class DatabaseFailures implements FailureRule {
    /** Classes of SQLSTATE: connection, resources, operator's intervention, lock not to be had, transaction rolled back. */
    private static final Set<String> PASSING = Set.of("08", "53", "57", "55", "40", "25");

    @Override
    public Optional<Refusal> refusalFor(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isPassing(cause)) {
                return Optional.of(Refusal.unavailable());
            }
            if (cause.getCause() == cause) {
                break;
            }
        }
        return Optional.empty();
    }

    private static boolean isPassing(Throwable cause) {
        String state = state(cause);
        if (state != null && state.length() >= 2) {
            return PASSING.contains(state.substring(0, 2));
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof io.vertx.core.http.ConnectionPoolTooBusyException
                || cause.getClass().getName().equals("io.vertx.core.impl.NoStackTraceThrowable")
                || cause instanceof io.vertx.sqlclient.ClosedConnectionException;
    }

    /** The SQLSTATE, of the client's own exception or of that which Hibernate makes of it; null of another failure. */
    private static String state(Throwable cause) {
        if (cause instanceof PgException postgres) {
            return postgres.getSqlState();
        }
        return cause instanceof SQLException hibernates ? hibernates.getSQLState() : null;
    }
}
