package run.opentrack.database;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Log filter for a duplicate failure: after its timeout the SQL client fails again each statement that got no
 * connection (vertx-sql-client issue 1706). A database outage would otherwise log hundreds of stack traces a second.
 */
@LoggingFilter(name = "duplicate-failure")
final class DuplicateFailureLogFilter implements Filter {
    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    @Override
    public boolean isLoggable(LogRecord record) {
        return !(record.getThrown() instanceof IllegalStateException exception && isOfPool(exception.getStackTrace()));
    }

    private static boolean isOfPool(StackTraceElement[] stackTrace) {
        return stackTrace.length > 1 && stackTrace[1].getClassName().equals(POOL);
    }
}
