package run.opentrack.access;

import io.vertx.core.VertxException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
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

    /** What the pool says of a wait that is over; it has no class of its own for it. */
    private static final String NO_CONNECTION = "Timeout waiting for connection";

    @Override
    public Optional<Refusal> refusalFor(Throwable failure) {
        String state = SqlState.of(failure);
        boolean passing = state == null ? isOfTheWay(failure) : PASSING.contains(state.substring(0, 2));
        return passing ? Optional.of(Refusal.unavailable()) : Optional.empty();
    }

    /** Whether the way to the database is at fault. */
    private static boolean isOfTheWay(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = SqlState.next(cause)) {
            if (isPassing(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof io.smallrye.mutiny.TimeoutException
                || cause instanceof io.vertx.core.http.ConnectionPoolTooBusyException
                || cause.getClass().getName().equals("io.vertx.core.impl.NoStackTraceThrowable")
                || cause instanceof io.vertx.sqlclient.ClosedConnectionException
                || cause instanceof VertxException && NO_CONNECTION.equals(cause.getMessage());
    }
}
