package run.opentrack.access;

import java.sql.SQLException;

/**
 * Named unique keys of the schema. Hibernate Reactive does not say which one refused a row: its exception carries no
 * constraint's name, but PostgreSQL's own message does.
 */
public final class UniqueKey {
    private static final String UNIQUE_VIOLATION = "23505";

    private UniqueKey() {}

    /** Whether the failure is that key's refusal, and no other constraint's. */
    public static boolean refused(Throwable failure, String name) {
        for (Throwable cause = failure; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal) {
                return UNIQUE_VIOLATION.equals(refusal.getSQLState())
                        && refusal.getMessage().contains(name);
            }
        }
        return false;
    }
}
