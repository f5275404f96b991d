package run.opentrack.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import run.opentrack.schema.Migrate;

/**
 * All local processes: PostgreSQL, S3, the services and the gateway, with the migrated schema. Closing stops them and
 * keeps the data.
 */
public final class Suite implements AutoCloseable {
    public static final String POSTGRES = "postgres";
    public static final String S3 = "s3";
    static final String BUCKET = "calendars";

    private final SuiteConfig plan;
    private final Secrets secrets;
    private final PostgresServer postgres;
    private final PrintStream progress;
    private final Supervisor supervisor;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private Suite(SuiteConfig plan, Secrets secrets, PrintStream progress) {
        this.plan = plan;
        this.secrets = secrets;
        this.postgres = new PostgresServer(
                plan.folder().resolve("postgres"),
                plan.ports().postgres(),
                secrets.postgresPassword(),
                plan.postgresSettings());
        this.progress = progress;
        this.supervisor = new Supervisor(progress, this::writeSuiteFile);
    }

    /** Starts all processes and waits until they are ready. On failure the started ones are stopped. */
    public static Suite start(SuiteConfig plan, PrintStream progress) {
        Suite suite = prepare(plan, progress);
        try {
            suite.startProcesses();
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    /** Instance without processes, so that a signal handler can close it at any time. */
    static Suite prepare(SuiteConfig plan, PrintStream progress) {
        try {
            Files.createDirectories(plan.folder().resolve("log"));
            stopOrphans(plan);
            plan.ports().requireFree();
            return new Suite(plan, Secrets.loadOrCreate(plan.folder()), progress);
        } catch (IOException e) {
            throw new StartupException("the folder " + plan.folder() + " cannot be used", e);
        }
    }

    void startProcesses() {
        ServiceLauncher services = new ServiceLauncher(plan, secrets, signingKeys());
        ManagedProcess database = new ManagedProcess(
                POSTGRES,
                () -> postgres.start(plan.log(POSTGRES)),
                postgres::isReady,
                plan.ports().postgres());
        ManagedProcess store = services.s3();
        progress.println("starting PostgreSQL and S3");
        supervisor.supervise(database);
        supervisor.supervise(store);
        supervisor.awaitReady(database, plan.log(POSTGRES).toString());
        migrate();
        if (!services.servicesWithoutArchive().isEmpty()) {
            progress.println("preparing quick starts, once for each build");
            services.createArchives();
        }
        progress.println("starting the services");
        List<ManagedProcess> parts = services.replicas();
        parts.forEach(part -> ports.put(part.name(), part.port()));
        parts.forEach(supervisor::supervise);
        supervisor.awaitReady(store, plan.log(S3).toString());
        parts.forEach(part -> supervisor.awaitReady(part, plan.log(part.name()).toString()));
    }

    /** Current content of suite.json. */
    public SuiteFile describe() {
        return new SuiteFile(
                "http://127.0.0.1:" + plan.ports().of(Service.GATEWAY),
                s3Endpoint() + "/" + BUCKET,
                new SuiteFile.S3(s3Endpoint(), BUCKET, secrets.s3AccessKey(), secrets.s3SecretKey()),
                new SuiteFile.Postgres(
                        "127.0.0.1",
                        plan.ports().postgres(),
                        PostgresServer.DATABASE,
                        PostgresServer.OWNER,
                        secrets.postgresPassword()),
                new SuiteFile.Superuser(secrets.superuserEmail(), secrets.superuserPassword()),
                supervisor.pids());
    }

    public SuiteConfig plan() {
        return plan;
    }

    /** Listening port of a replica. */
    public int port(String part) {
        return ports.get(part);
    }

    /**
     * Running process by name: {@code postgres}, {@code s3} or a module folder, with {@code -2} and up for further
     * replicas.
     */
    public Process process(String part) {
        return supervisor.process(part);
    }

    @Override
    public void close() {
        supervisor.stop();
        try {
            Files.deleteIfExists(suiteFile(plan));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path signingKeys() {
        try {
            return Secrets.signingKeys(plan.folder());
        } catch (IOException e) {
            throw new StartupException("the signing key cannot be kept", e);
        }
    }

    private void migrate() {
        try {
            String password = secrets.postgresPassword();
            int applied = Migrate.migrate(postgres.jdbcUrl(), PostgresServer.OWNER, password);
            progress.println(applied == 0 ? "the schema is up to date" : "migrated the schema, " + applied + " steps");
            for (var role : List.of(
                    new String[] {"auth_service", secrets.authServicePassword()},
                    new String[] {"competition_service", secrets.competitionServicePassword()},
                    new String[] {"export_service", secrets.exportServicePassword()})) {
                Migrate.setPassword(postgres.jdbcUrl(), PostgresServer.OWNER, password, role[0], role[1]);
            }
        } catch (RuntimeException | SQLException e) {
            throw new StartupException("the schema could not be migrated", e);
        }
    }

    private String s3Endpoint() {
        return "http://127.0.0.1:" + plan.ports().s3();
    }

    private void writeSuiteFile() {
        describe().write(suiteFile(plan));
    }

    private static Path suiteFile(SuiteConfig plan) {
        return plan.folder().resolve("suite.json");
    }

    /**
     * Stops services that a killed runner left behind. The command line is checked, since a pid may have been reused.
     */
    private static void stopOrphans(SuiteConfig plan) {
        List<ProcessHandle> left = new ArrayList<>();
        SuiteFile.read(suiteFile(plan)).ifPresent(file -> file.processes().forEach((name, pid) -> ProcessHandle.of(pid)
                .filter(process -> !name.equals(POSTGRES) && isServiceOf(plan, process))
                .ifPresent(left::add)));
        left.forEach(ProcessHandle::destroy);
        left.forEach(process -> process.onExit()
                .completeOnTimeout(process, 20, TimeUnit.SECONDS)
                .join());
    }

    private static boolean isServiceOf(SuiteConfig plan, ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains(plan.source().toString());
    }
}
