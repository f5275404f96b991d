package run.opentrack.tests.support;

import java.sql.Connection;
import java.sql.SQLException;

/** Holds the advisory lock of a country in the shared suite, so that writes to its calendar wait. */
public final class CountryLockHolder implements AutoCloseable {
    private static final int LOCK_CLASS = 0x4354_5259;
    private static final int TIMEOUT_SECONDS = 2;

    private final Connection connection;

    private CountryLockHolder(Connection connection) {
        this.connection = connection;
    }

    public static CountryLockHolder of(String country) throws SQLException {
        Connection connection = new TestDatabase(TestSuites.shared()).connect();
        int number = country.charAt(0) << 16 | country.charAt(1) << 8 | country.charAt(2);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK_CLASS + ", " + number + ")");
        }
        return new CountryLockHolder(connection);
    }

    /** Waits until a write waits for the lock. */
    public void awaitWaiter() {
        String waiting =
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = " + LOCK_CLASS;
        TestDatabase database = new TestDatabase(TestSuites.shared());
        Eventually.within(TIMEOUT_SECONDS, () -> !database.queryValue(waiting).equals("0"));
    }

    public void release() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
