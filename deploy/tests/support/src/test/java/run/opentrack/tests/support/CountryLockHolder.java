package run.opentrack.tests.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import run.opentrack.local.SuiteFile.Postgres;

/** A country's calendar, locked by somebody who takes their time: writes to it wait. */
public final class CountryLockHolder implements AutoCloseable {
    private static final int LOCK_CLASS = 0x4354_5259;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Connection connection;

    private CountryLockHolder(Connection connection) {
        this.connection = connection;
    }

    public static CountryLockHolder of(String country) throws SQLException {
        Postgres postgres = TestSuites.shared().describe().postgres();
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database(),
                postgres.user(),
                postgres.password());
        int number = country.charAt(0) << 16 | country.charAt(1) << 8 | country.charAt(2);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK_CLASS + ", " + number + ")");
        }
        return new CountryLockHolder(connection);
    }

    /** Until a write waits for the country. */
    public void awaitWaiter() throws SQLException, InterruptedException {
        String waiting =
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = " + LOCK_CLASS;
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (var statement = connection.createStatement()) {
            while (System.nanoTime() < deadline) {
                try (var result = statement.executeQuery(waiting)) {
                    result.next();
                    if (result.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(5);
            }
        }
        throw new AssertionError("nobody waits for the country");
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
