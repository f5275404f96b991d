package run.opentrack.database.internal;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Log filter for a duplicate failure: after its timeout the SQL client fails again each statement that got no
 * connection (vertx-sql-client issue 1706). A database outage would otherwise log hundreds of stack traces a second.
 */
@LoggingFilter(name = "duplicate-failure")
final class DuplicateFailureLogFilter implements Filter {
    @Override
    public boolean isLoggable(LogRecord record) {
        return !PgClientInternals.isDuplicateFailure(record.getThrown());
    }
}
