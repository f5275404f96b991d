package run.opentrack.export.calendar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import run.opentrack.http.body.Countries;

/** Read-only repeatable-read transaction, so that all calendars of a run show the same instant. */
final class Snapshot implements AutoCloseable {
    private static final int SOCKET_TIMEOUT_SECONDS = 60;

    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private final Connection connection;

    Snapshot(Config config) throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setServerNames(new String[] {config.host()});
        database.setPortNumbers(new int[] {config.port()});
        database.setDatabaseName(config.name());
        database.setUser(config.user());
        database.setPassword(config.password());
        database.setSslMode(config.sslMode());
        config.sslRootCert().ifPresent(database::setSslRootCert);
        database.setCurrentSchema("opentrack");
        database.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        database.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        connection = database.getConnection();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
    }

    /**
     * Returns the countries that get a file, with the versions of their calendars. Only ISO codes are returned, because they
     * become part of file names.
     */
    SortedMap<String, Long> versions() throws SQLException {
        SortedMap<String, Long> versions = new TreeMap<>();
        Countries.european().forEach(country -> versions.put(country, 0L));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT country_id, version FROM calendar_version")) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getLong(2));
            }
        }
        versions.keySet().removeIf(country -> !Countries.isIso(country));
        return versions;
    }

    /**
     * Starts reading the competitions of a year in calendar order.
     *
     * @param columns SQL select list
     * @param minEndDate lower bound of a competition's end date
     */
    BinaryCopyReader copyYear(String columns, int year, LocalDate minEndDate) throws SQLException {
        String query = """
                SELECT %s FROM competition WHERE date >= '%2$d-01-01' AND date <= '%2$d-12-31' AND finish_date >= '%3$s'
                 ORDER BY date, full_name, id""".formatted(columns, year, minEndDate);
        return copy(query);
    }

    /** Starts reading the rows of a query. */
    BinaryCopyReader copy(String query) throws SQLException {
        return new BinaryCopyReader(connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Connection settings of the JDBC connection that a run copies from; the same keys as for the pool. */
    @ConfigMapping(prefix = "opentrack.database")
    interface Config {
        /** Host of the database server. */
        @WithDefault("127.0.0.1")
        String host();

        /** Port of the database server. */
        @WithDefault("5433")
        int port();

        /** Name of the database. */
        @WithDefault("opentrack")
        String name();

        /** TLS mode in PostgreSQL's terms. */
        @WithDefault("disable")
        String sslMode();

        /** File of the CA certificates that verify the server. */
        Optional<String> sslRootCert();

        /** Role of this service. */
        String user();

        /** Password of the role. */
        String password();
    }
}
