package run.opentrack.database;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;

/** What the database itself says of a failure, to the client or through the exception that Hibernate makes of it. */
public final class SqlState {
    private SqlState() {}

    /** Five characters, or null of a failure that the database did not tell. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = nextCause(cause)) {
            String state = ofException(cause);
            if (state != null && state.length() >= 2) {
                return state;
            }
        }
        return null;
    }

    /** The cause of a cause, null after the last. */
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
