package run.opentrack.schema;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;

/**
 * Migration of the shared schema, run before the services of a new version start. No service migrates at start.
 *
 * <p>The program reads {@code OPENTRACK_SCHEMA_JDBC_URL}, {@code _USER} and {@code _PASSWORD} of the schema's owner,
 * and optionally {@code OPENTRACK_AUTH_SERVICE_PASSWORD}, {@code OPENTRACK_COMPETITION_SERVICE_PASSWORD} and {@code
 * OPENTRACK_EXPORT_SERVICE_PASSWORD} for the roles of the services. Exit code 0, or 1 with one line on standard error.
 */
public final class Migrate {
    public static final String SCHEMA = "opentrack";

    private static final Map<String, String> PASSWORD_OF = new TreeMap<>(Map.of(
            "auth_service", "OPENTRACK_AUTH_SERVICE_PASSWORD",
            "competition_service", "OPENTRACK_COMPETITION_SERVICE_PASSWORD",
            "export_service", "OPENTRACK_EXPORT_SERVICE_PASSWORD"));

    private Migrate() {}

    public static void main(String[] arguments) {
        UnaryOperator<String> env = System::getenv;
        try {
            String url = required(env, "OPENTRACK_SCHEMA_JDBC_URL");
            String user = required(env, "OPENTRACK_SCHEMA_USER");
            String password = required(env, "OPENTRACK_SCHEMA_PASSWORD");
            int applied = migrate(url, user, password);
            for (Map.Entry<String, String> role : PASSWORD_OF.entrySet()) {
                String secret = env.apply(role.getValue());
                if (secret != null && !secret.isEmpty()) {
                    setPassword(url, user, password, role.getKey(), secret);
                }
            }
            System.out.println("schema " + SCHEMA + " is up to date, " + applied + " migrations applied");
        } catch (RuntimeException | SQLException e) {
            System.err.println("schema " + SCHEMA + " was not migrated: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Applies pending migrations and returns their number. */
    public static int migrate(String jdbcUrl, String user, String password) {
        return Flyway.configure()
                .dataSource(jdbcUrl, user, password)
                .defaultSchema(SCHEMA)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /** Sets the password of a service's role. ALTER ROLE takes no bind parameter, so the server quotes the value. */
    public static void setPassword(String jdbcUrl, String user, String password, String role, String secret)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                var quote = connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)");
                var alter = connection.createStatement()) {
            quote.setString(1, role);
            quote.setString(2, secret);
            var quoted = quote.executeQuery();
            quoted.next();
            alter.execute(quoted.getString(1));
        }
    }

    private static String required(UnaryOperator<String> env, String name) {
        String value = env.apply(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
