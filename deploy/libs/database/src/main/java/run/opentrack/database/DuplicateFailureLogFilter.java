package run.opentrack.database;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps what is no news out of the log: the SQL client tries to fail once more, when its wait would have been over, each
 * statement that got no connection (vertx-sql-client issue 1706). A dead database would cost hundreds of stack traces a
 * second, most of them when it has just come back.
 */
@LoggingFilter(name = "failed-twice")
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
