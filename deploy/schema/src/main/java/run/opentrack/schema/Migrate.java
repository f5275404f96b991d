package run.opentrack.schema;

import static org.flywaydb.core.api.MigrationState.FUTURE_SUCCESS;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Migration of the shared schema, run before the services of a new version start. No service migrates at start.
 *
 * <p>The program reads {@code OPENTRACK_SCHEMA_JDBC_URL}, {@code _USER} and {@code _PASSWORD} of the schema's owner,
 * and optionally {@code OPENTRACK_AUTH_SERVICE_PASSWORD}, {@code OPENTRACK_COMPETITION_SERVICE_PASSWORD} and {@code
 * OPENTRACK_EXPORT_SERVICE_PASSWORD} for the roles of the services. Exit code 0, or 1 with one line on standard error.
 */
public final class Migrate {
    public static final String SCHEMA = "opentrack";

    private static final List<String> ROLES = List.of("auth_service", "competition_service", "export_service");

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    private static final String SET_LOCK_TIMEOUT = "SET lock_timeout = '" + LOCK_TIMEOUT.toMillis() + "ms'";
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    /**
     * No connection, too many of them, a server that starts; no database, role, password or right, which an operator
     * creates; a lock timeout or a deadlock.
     */
    private static final Set<String> TRANSIENT_STATES = Set.of(
            "08001", "08004", "08006", "53300", "57P01", "57P03", "3D000", "28000", "28P01", "42501", "55P03", "40P01");

    /** Sets the lock timeout before each migration, as one that changes it is followed by others on its connection. */
    private static final class LockTimeoutCallback extends BaseCallback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public void handle(Event event, Context context) {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute(SET_LOCK_TIMEOUT);
            } catch (SQLException e) {
                throw new FlywayException(e);
            }
        }
    }

    private Migrate() {}

    public static void main(String[] arguments) {
        try {
            String url = required("OPENTRACK_SCHEMA_JDBC_URL");
            String user = required("OPENTRACK_SCHEMA_USER");
            String password = required("OPENTRACK_SCHEMA_PASSWORD");
            int applied = migrate(configure(url, user, password), TIMEOUT);
            for (String role : ROLES) {
                Optional<String> secret = variable("OPENTRACK_" + role.toUpperCase(Locale.ROOT) + "_PASSWORD");
                if (secret.isPresent()) {
                    setPassword(url, user, password, role, secret.get());
                }
            }
            System.out.println("schema " + SCHEMA + " is up to date, " + applied + " migrations applied");
        } catch (RuntimeException | SQLException | InterruptedException e) {
            System.err.println("schema " + SCHEMA + " was not migrated: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Flyway with a lock timeout well below that of the services: a statement that waits for a long read blocks all requests
     * behind it, and some of these waited for each other before. Flyway's own lock is held by the session, since indexes
     * cannot be built concurrently beside an open transaction.
     */
    public static FluentConfiguration configure(String jdbcUrl, String user, String password) {
        return Flyway.configure()
                .dataSource(jdbcUrl, user, password)
                .defaultSchema(SCHEMA)
                .initSql(SET_LOCK_TIMEOUT)
                .callbacks(new LockTimeoutCallback())
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
    }

    /**
     * Applies pending migrations. While the database or its roles do not exist yet, or a table is locked, the pending ones
     * are tried again. A schema of a newer version is not changed: a rollback by a GitOps tool runs the older program, whose
     * grants would revoke rights that pods of the newer version need.
     *
     * @param timeout for a first success; zero tries once
     * @return the number of migrations applied by the successful attempt
     */
    public static int migrate(FluentConfiguration configuration, Duration timeout) throws InterruptedException {
        Flyway flyway = configuration.load();
        Instant deadline = Instant.now().plus(timeout);
        while (true) {
            try {
                if (Stream.of(flyway.info().applied()).anyMatch(one -> one.getState() == FUTURE_SUCCESS)) {
                    System.out.println("schema " + SCHEMA + " is of a newer version and is not changed");
                    return 0;
                }
                return flyway.migrate().migrationsExecuted;
            } catch (FlywayException e) {
                if (!isTransient(e) || !Instant.now().isBefore(deadline)) {
                    throw e;
                }
                System.out.println("trying again: " + e.getMessage().split("\n")[0]);
                Thread.sleep(RETRY_INTERVAL.toMillis());
            }
        }
    }

    private static boolean isTransient(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException sql && TRANSIENT_STATES.contains(sql.getSQLState()));
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

    private static String required(String name) {
        return variable(name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
