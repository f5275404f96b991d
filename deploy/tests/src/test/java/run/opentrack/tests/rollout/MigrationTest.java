package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.Ports;
import run.opentrack.local.PostgresServer;
import run.opentrack.schema.Migrate;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestSuites;

/** The migration program on a database that starts late, and beside requests. */
@ConcurrentClass
class MigrationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PASSWORD = "a long word";

    @TempDir
    private Path migrations;

    private PostgresServer server;
    private Process process;
    private Path folder;

    @BeforeEach
    void prepare() {
        folder = TestSuites.folder("migration");
        server = new PostgresServer(folder.resolve("postgres"), Ports.freePort(), PASSWORD, List.of());
    }

    @AfterEach
    void stop() throws InterruptedException {
        PostgresServer.stop(process);
    }

    @Test
    void a_migration_that_starts_before_the_database_waits_for_it() throws Exception {
        FutureTask<Integer> migration = start(() -> Migrate.migrate(configuration(), TIMEOUT));
        Thread.sleep(1_000);
        assertThat(migration.isDone()).isFalse();
        startServer();
        assertThat(migration.get(60, TimeUnit.SECONDS)).isPositive();
    }

    /** CloudNativePG's owner may not create roles, and the operator may create them after the database. */
    @Test
    void a_migration_of_a_plain_owner_waits_for_the_roles_of_the_services() throws Exception {
        startServer();
        execute("CREATE ROLE plain LOGIN PASSWORD '" + PASSWORD + "'", "GRANT CREATE ON DATABASE opentrack TO plain");
        FutureTask<Integer> migration = start(() -> Migrate.migrate(
                Migrate.configure(server.jdbcUrl(), "plain", PASSWORD).locations("classpath:db/migration"), TIMEOUT));
        Thread.sleep(4_000);
        assertThat(migration.isDone()).isFalse();
        for (String role : List.of("auth_service", "competition_service", "export_service")) {
            execute("CREATE ROLE " + role + " LOGIN");
        }
        assertThat(migration.get(60, TimeUnit.SECONDS)).isPositive();
    }

    /** GitOps tools run the Job of the older version in a rollback; its grants would revoke those of the newer one. */
    @Test
    void a_migration_leaves_the_schema_of_a_newer_version_as_it_is() throws Exception {
        startServer();
        Path newer = Files.writeString(migrations.resolve("V900__Newer.sql"), "CREATE TABLE newer (id int);");
        Migrate.migrate(configuration(), TIMEOUT);
        Files.delete(newer);
        Files.writeString(migrations.resolve("R__Older_grants.sql"), "CREATE TABLE older (id int);");
        assertThat(Migrate.migrate(configuration(), TIMEOUT)).isZero();
        Files.writeString(newer, "CREATE TABLE newer (id int);");
        assertThat(Migrate.migrate(configuration(), TIMEOUT)).isEqualTo(1);
    }

    @Test
    void a_migration_beside_a_long_list_delays_no_request() throws Exception {
        startServer();
        Migrate.migrate(configuration(), TIMEOUT);
        Files.writeString(migrations.resolve("V900__Add_column.sql"), "ALTER TABLE competition ADD COLUMN next text;");
        Path index = migrations.resolve("V901__Index_column.sql");
        Files.writeString(index, """
                SET lock_timeout = 0;
                DROP INDEX CONCURRENTLY IF EXISTS competition_next_idx;
                CREATE INDEX CONCURRENTLY competition_next_idx ON competition (next);""");
        Files.writeString(index.resolveSibling(index.getFileName() + ".conf"), "executeInTransaction=false");

        FutureTask<Integer> migration;
        try (Connection longList = connect()) {
            longList.setAutoCommit(false);
            read(longList);
            migration = start(() -> Migrate.migrate(configuration(), TIMEOUT));
            List<FutureTask<Integer>> clients = List.of(start(this::sendRequests), start(this::sendRequests));
            for (FutureTask<Integer> client : clients) {
                assertThat(client.get(30, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(migration.isDone()).isFalse();
        }
        assertThat(migration.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void a_lock_timeout_that_a_migration_sets_ends_with_it() throws Exception {
        startServer();
        Files.writeString(migrations.resolve("V900__Wait.sql"), "SET lock_timeout = 0; SELECT 1;");
        Files.writeString(
                migrations.resolve("V901__Observe.sql"),
                "CREATE TABLE observed AS SELECT current_setting('lock_timeout') AS lock_timeout;");
        Migrate.migrate(configuration().locations("filesystem:" + migrations), TIMEOUT);
        try (Connection connection = connect();
                var observed = connection.createStatement().executeQuery("SELECT lock_timeout FROM observed")) {
            assertThat(observed.next()).isTrue();
            assertThat(observed.getString(1)).isEqualTo("500ms");
        }
    }

    /**
     * Requests with the lock timeout of the services, one at a time, as creates of one country are: the next one already
     * waits when the migration begins to wait.
     */
    private int sendRequests() throws SQLException, IOException {
        Properties defaults = new Properties();
        Path file = TestSuites.repository()
                .resolve("deploy/libs/database/src/main/resources/META-INF/microprofile-config.properties");
        try (var text = Files.newBufferedReader(file)) {
            defaults.load(text);
        }
        String timeout = defaults.getProperty("quarkus.datasource.reactive.additional-properties.lock_timeout");
        int requests = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + timeout);
            connection.setAutoCommit(false);
            for (; System.nanoTime() < end; requests++) {
                statement.execute("SELECT pg_advisory_xact_lock(1)");
                read(connection);
                connection.commit();
            }
        }
        return requests;
    }

    private void startServer() {
        process = server.start(folder.resolve("postgres.log"));
        Eventually.within(60, server::isReady);
    }

    private FluentConfiguration configuration() {
        return Migrate.configure(server.jdbcUrl(), PostgresServer.OWNER, PASSWORD)
                .locations("classpath:db/migration", "filesystem:" + migrations);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl() + "?currentSchema=" + Migrate.SCHEMA, PostgresServer.OWNER, PASSWORD);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private static void read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT count(*) FROM competition");
        }
    }

    private static FutureTask<Integer> start(Callable<Integer> work) {
        FutureTask<Integer> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "migration");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
