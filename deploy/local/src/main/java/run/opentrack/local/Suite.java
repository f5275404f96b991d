package run.opentrack.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import run.opentrack.local.Supervisor.ManagedProcess;
import run.opentrack.schema.Migrate;

/**
 * All local processes: PostgreSQL, S3, the services and the gateway, with the migrated schema. Closing stops them and
 * keeps the data.
 */
public final class Suite implements AutoCloseable {
    public static final String POSTGRES = "postgres";
    public static final String S3 = "s3";
    static final String BUCKET = "calendars";
    static final String RENDERING = "rendering";

    private final SuiteConfig config;
    private final Secrets secrets;
    private final PostgresServer postgres;
    private final PrintStream progress;
    private final Supervisor supervisor;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private Suite(SuiteConfig config, Secrets secrets, PrintStream progress) {
        this.config = config;
        this.secrets = secrets;
        this.postgres = new PostgresServer(
                config.folder().resolve("postgres"),
                config.ports().postgres(),
                secrets.postgresPassword(),
                config.postgresSettings());
        this.progress = progress;
        this.supervisor = new Supervisor(progress, this::writeSuiteFile);
    }

    /** Starts all processes and waits until they are ready. On failure the started ones are stopped. */
    public static Suite start(SuiteConfig config, PrintStream progress) {
        Suite suite = prepare(config, progress);
        try {
            suite.startProcesses();
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    /** Instance without processes, so that a signal handler can close it at any time. */
    static Suite prepare(SuiteConfig config, PrintStream progress) {
        try {
            Files.createDirectories(config.folder().resolve("log"));
            stopOrphans(config);
            config.ports().requireFree();
            return new Suite(config, Secrets.loadOrCreate(config.folder()), progress);
        } catch (IOException e) {
            throw new StartupException("the folder " + config.folder() + " is not usable", e);
        }
    }

    void startProcesses() {
        ServiceLauncher services = new ServiceLauncher(config, secrets, signingKeys());
        ManagedProcess database = new ManagedProcess(
                POSTGRES,
                () -> postgres.start(config.log(POSTGRES)),
                postgres::isReady,
                config.ports().postgres());
        ManagedProcess s3 = services.s3();
        progress.println("starting PostgreSQL and S3");
        supervisor.supervise(database);
        supervisor.supervise(s3);
        supervisor.awaitReady(database, config.log(POSTGRES).toString());
        migrate();
        if (!services.servicesWithoutArchive().isEmpty()) {
            progress.println("creating CDS archives, once per build");
            services.createArchives();
        }
        renderCompetitions();
        progress.println("starting the services");
        List<ManagedProcess> replicas = services.replicas();
        replicas.forEach(replica -> ports.put(replica.name(), replica.port()));
        replicas.forEach(supervisor::supervise);
        supervisor.awaitReady(s3, config.log(S3).toString());
        replicas.forEach(replica ->
                supervisor.awaitReady(replica, config.log(replica.name()).toString()));
    }

    /** Starts the command that renders stored competitions anew if the rules have changed since. */
    public Process startRendering() {
        return new ServiceLauncher(config, secrets, signingKeys()).rendering();
    }

    /** Current content of suite.json. */
    public SuiteFile describe() {
        return new SuiteFile(
                "http://127.0.0.1:" + config.ports().of(Service.GATEWAY),
                s3Endpoint() + "/" + BUCKET,
                new SuiteFile.S3(s3Endpoint(), BUCKET, secrets.s3AccessKey(), secrets.s3SecretKey()),
                new SuiteFile.Postgres(
                        "127.0.0.1",
                        config.ports().postgres(),
                        PostgresServer.DATABASE,
                        PostgresServer.OWNER,
                        secrets.postgresPassword()),
                new SuiteFile.Superuser(secrets.superuserEmail(), secrets.superuserPassword()),
                supervisor.pids());
    }

    public SuiteConfig config() {
        return config;
    }

    /** Listening port of a replica. */
    public int port(String name) {
        return ports.get(name);
    }

    /**
     * Running process by name: {@code postgres}, {@code s3} or a module folder, with {@code -2} and up for further
     * replicas.
     */
    public Process process(String name) {
        return supervisor.process(name);
    }

    @Override
    public void close() {
        supervisor.stop();
        try {
            Files.deleteIfExists(suiteFile(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path signingKeys() {
        try {
            return Secrets.signingKeys(config.folder());
        } catch (IOException e) {
            throw new StartupException("the signing key could not be created", e);
        }
    }

    private void migrate() {
        try {
            String password = secrets.postgresPassword();
            int applied = Migrate.migrate(
                    Migrate.configure(postgres.jdbcUrl(), PostgresServer.OWNER, password), Duration.ZERO);
            progress.println(applied == 0 ? "the schema is up to date" : "migrated the schema, " + applied + " steps");
            for (var role : List.of(
                    new String[] {"auth_service", secrets.authServicePassword()},
                    new String[] {"competition_service", secrets.competitionServicePassword()},
                    new String[] {"export_service", secrets.exportServicePassword()})) {
                Migrate.setPassword(postgres.jdbcUrl(), PostgresServer.OWNER, password, role[0], role[1]);
            }
        } catch (RuntimeException | SQLException | InterruptedException e) {
            throw new StartupException("the schema could not be migrated", e);
        }
    }

    private void renderCompetitions() {
        try {
            if (hasCompetitions() && startRendering().waitFor() != 0) {
                throw new StartupException("the competitions were not rendered anew, see " + config.log(RENDERING));
            }
        } catch (SQLException e) {
            throw new StartupException("the competitions could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasCompetitions() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(), PostgresServer.OWNER, secrets.postgresPassword());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT FROM opentrack.competition LIMIT 1")) {
            return result.next();
        }
    }

    private String s3Endpoint() {
        return "http://127.0.0.1:" + config.ports().s3();
    }

    private void writeSuiteFile() {
        describe().write(suiteFile(config));
    }

    private static Path suiteFile(SuiteConfig config) {
        return config.folder().resolve("suite.json");
    }

    /**
     * Stops services that a killed runner left behind. The command line is checked, since a pid may have been reused.
     */
    private static void stopOrphans(SuiteConfig config) {
        List<ProcessHandle> orphans = new ArrayList<>();
        SuiteFile.read(suiteFile(config))
                .ifPresent(file -> file.processes().forEach((name, pid) -> ProcessHandle.of(pid)
                        .filter(process -> !name.equals(POSTGRES) && isServiceOf(config, process))
                        .ifPresent(orphans::add)));
        orphans.forEach(ProcessHandle::destroy);
        orphans.forEach(process -> process.onExit()
                .completeOnTimeout(process, 20, TimeUnit.SECONDS)
                .join());
    }

    private static boolean isServiceOf(SuiteConfig config, ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains(config.source().toString());
    }
}
