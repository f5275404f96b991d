package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestSuites;

/** The migration program on a database that starts late, and beside requests. */
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
            for (int i = 0; i < 10; i++) {
                // Waits at most as long as the migration waits for its lock.
                try (Connection request = connect();
                        var statement = request.createStatement()) {
                    statement.execute("SET lock_timeout = '3s'");
                    read(request);
                }
                Thread.sleep(500);
            }
            assertThat(migration.isDone()).isFalse();
        }
        assertThat(migration.get(30, TimeUnit.SECONDS)).isEqualTo(2);
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
