package run.opentrack.tests.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;

/** Database of a suite, as its owner: for state that no call returns or changes. */
public final class TestDatabase {
    private final SuiteFile.Postgres postgres;

    public TestDatabase(Suite suite) {
        this.postgres = suite.describe().postgres();
    }

    /** All values as texts, one list per row. */
    public List<List<String>> query(String statement, Object... values) {
        try (Connection connection = connect();
                PreparedStatement prepared = prepare(connection, statement, values);
                ResultSet result = prepared.executeQuery()) {
            List<List<String>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** First value of the first row. */
    public String queryValue(String statement, Object... values) {
        return query(statement, values).get(0).get(0);
    }

    /** Names of the tables that contain a text in any column, whatever its case. */
    public List<String> tablesWith(String text) {
        List<String> found = new ArrayList<>();
        for (List<String> table :
                query("SELECT tablename FROM pg_tables WHERE schemaname = 'opentrack' ORDER BY tablename")) {
            String name = table.get(0);
            String hits = queryValue(
                    "SELECT count(*) FROM " + name + " t WHERE position(lower(?) IN lower(t::text)) > 0", text);
            if (!hits.equals("0")) {
                found.add(name);
            }
        }
        return found;
    }

    /** Executes an update; returns the number of rows. */
    public int update(String statement, Object... values) {
        try (Connection connection = connect();
                PreparedStatement prepared = prepare(connection, statement, values)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Executes statements, separated by semicolons, in one transaction. */
    public void execute(String statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(statements, e);
        }
    }

    /** Opens a connection, for a lock or transaction of the test. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database()
                        + "?currentSchema=opentrack",
                postgres.user(),
                postgres.password());
    }

    private static PreparedStatement prepare(Connection connection, String statement, Object... values)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < values.length; i++) {
            prepared.setObject(i + 1, values[i]);
        }
        return prepared;
    }
}
