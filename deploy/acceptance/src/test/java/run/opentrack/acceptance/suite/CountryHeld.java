package run.opentrack.acceptance.suite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import run.opentrack.local.SuiteFile.Postgres;

/** A country's calendar, locked by somebody who takes their time: writes to it wait. */
public final class CountryHeld implements AutoCloseable {
    private static final int CLASS = 0x4354_5259;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Connection connection;

    private CountryHeld(Connection connection) {
        this.connection = connection;
    }

    public static CountryHeld of(String country) throws SQLException {
        Postgres postgres = Suites.shared().describe().postgres();
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database(),
                postgres.user(),
                postgres.password());
        int number = country.charAt(0) << 16 | country.charAt(1) << 8 | country.charAt(2);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + CLASS + ", " + number + ")");
        }
        return new CountryHeld(connection);
    }

    /** Until a write waits for the country. */
    public void awaitWaiting() throws SQLException, InterruptedException {
        String waiting =
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = " + CLASS;
        long deadline = System.nanoTime() + LONGEST.toNanos();
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
