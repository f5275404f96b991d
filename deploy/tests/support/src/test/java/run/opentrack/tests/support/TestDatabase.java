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

/** The database of a suite, as its owner sees it: for what no call tells, and to turn back time. */
public final class TestDatabase {
    private final SuiteFile.Postgres postgres;

    public TestDatabase(Suite suite) {
        this.postgres = suite.describe().postgres();
    }

    /** All values of all rows as texts, one list a row. */
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

    /** The first value of the first row. */
    public String queryValue(String statement, Object... values) {
        return query(statement, values).get(0).get(0);
    }

    /** How many rows it met. */
    public int update(String statement, Object... values) {
        try (Connection connection = connect();
                PreparedStatement prepared = prepare(connection, statement, values)) {
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Statements without values, separated by semicolons, in one transaction. */
    public void execute(String statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(statements, e);
        }
    }

    /** A connection of the test's own, to hold a lock or a transaction open. */
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
