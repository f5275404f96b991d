package run.opentrack.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;

/** SQLSTATE of an exception of the SQL client or of Hibernate. */
public final class SqlState {
    private SqlState() {}

    /** Returns the five-character code, or null if the failure does not come from the database. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = nextCause(cause)) {
            String state = ofException(cause);
            if (state != null && state.length() >= 2) {
                return state;
            }
        }
        return null;
    }

    /** Returns the next cause, null after the last. */
    static Throwable nextCause(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }

    private static String ofException(Throwable cause) {
        if (cause instanceof PgException postgres) {
            return postgres.getSqlState();
        }
        return cause instanceof SQLException sql ? sql.getSQLState() : null;
    }
}
