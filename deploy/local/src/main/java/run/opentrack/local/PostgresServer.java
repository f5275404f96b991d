package run.opentrack.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL with its own data folder: fsync and synchronous_commit on, password authentication, loopback only. It is a
 * direct child process, so that its pid and exit are observable.
 */
public final class PostgresServer {
    public static final String OWNER = "opentrack_owner";
    public static final String DATABASE = "opentrack";

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "shared_buffers=256MB",
            "max_connections=200",
            "max_wal_size=4GB",
            "random_page_cost=1.1",
            "jit=off",
            "logging_collector=off");

    private final Path data;
    private final int port;
    private final String ownerPassword;
    private final List<String> extraSettings;

    public PostgresServer(Path data, int port, String ownerPassword, List<String> extraSettings) {
        this.data = data.toAbsolutePath();
        this.port = port;
        this.ownerPassword = ownerPassword;
        this.extraSettings = extraSettings;
    }

    /** Initialises the data folder on first start, stops an orphaned server in it and starts a new one. */
    public Process start(Path log) {
        Path bin = PostgresBinaries.unpack().resolve("bin");
        try {
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(bin, log);
            }
            stopOrphan();
            List<String> command = new ArrayList<>(userNamespaceCommand());
            command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", "" + port));
            for (String setting : SETTINGS) {
                command.addAll(List.of("-c", setting));
            }
            for (String setting : extraSettings) {
                command.addAll(List.of("-c", setting));
            }
            return child(command, log).start();
        } catch (IOException | InterruptedException e) {
            throw new StartupException("PostgreSQL does not start", e);
        }
    }

    /** Tests whether the server executes statements. */
    public boolean isReady() {
        try (var connection = DriverManager.getConnection(jdbcUrl(), OWNER, ownerPassword);
                var statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException e) {
            return false;
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    public int port() {
        return port;
    }

    public String ownerPassword() {
        return ownerPassword;
    }

    /** Fast shutdown (SIGINT): rolls back open transactions, disconnects clients, writes a checkpoint. */
    public static void stop(Process server) throws InterruptedException {
        interrupt(server.pid());
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }

    private void initialise(Path bin, Path log) throws IOException, InterruptedException {
        Files.createDirectories(data.getParent());
        Path password = Files.createTempFile("opentrack", ".password");
        try {
            Files.writeString(password, ownerPassword);
            List<String> command = new ArrayList<>(userNamespaceCommand());
            command.addAll(List.of(
                    bin.resolve("initdb").toString(),
                    "--pgdata=" + data,
                    "--username=" + OWNER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-locale",
                    "--data-checksums",
                    "--set=default_text_search_config=simple"));
            run(command, log, "initdb");
        } finally {
            Files.delete(password);
        }
        createDatabase(bin, log);
    }

    /** Creates the database in single-user mode, so that it exists when the port opens. */
    private void createDatabase(Path bin, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(userNamespaceCommand());
        command.addAll(List.of(bin.resolve("postgres").toString(), "--single", "-D", data.toString(), "template1"));
        Process single = child(command, log).start();
        try (var input = single.outputWriter()) {
            input.write("CREATE DATABASE " + DATABASE + "\n");
        }
        if (single.waitFor() != 0) {
            throw new StartupException("PostgreSQL's database could not be created, see " + log);
        }
    }

    private static void run(List<String> command, Path log, String what) throws IOException, InterruptedException {
        if (child(command, log).start().waitFor() != 0) {
            throw new StartupException(what + " failed, see " + log);
        }
    }

    private static ProcessBuilder child(List<String> command, Path log) {
        ProcessBuilder child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = child.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("LC_") || name.startsWith("LANG") || name.startsWith("PG"));
        environment.put("LC_ALL", "C.UTF-8");
        return child;
    }

    /** Command prefix for root: PostgreSQL refuses to run as root, but not in a user namespace. */
    private static List<String> userNamespaceCommand() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "--user") : List.of();
    }

    /**
     * Stops a server whose parent was killed, as it still locks the data folder. The command line is checked, since a
     * pid may have been reused.
     */
    void stopOrphan() throws IOException, InterruptedException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file)) {
            var orphan = lines.findFirst().map(String::trim).map(Long::valueOf).flatMap(ProcessHandle::of);
            if (orphan.isEmpty()
                    || !orphan.get().info().commandLine().orElse("").contains(data.toString())) {
                return;
            }
            interrupt(orphan.get().pid());
            orphan.get().onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    private static void interrupt(long pid) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-INT", "" + pid).start().waitFor();
        } catch (IOException e) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }
}
