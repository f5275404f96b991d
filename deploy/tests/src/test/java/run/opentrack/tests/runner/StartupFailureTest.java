package run.opentrack.tests.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.Ports;

/** Start-up failures of run.sh: one line with the reason, an exit code, no process left. */
class StartupFailureTest {
    @TempDir
    private Path folder;

    @Test
    void a_port_in_use_is_named_with_the_variable_that_moves_it() throws IOException {
        Map<String, String> environment = freePorts();
        int port = Ports.freePort();
        environment.put("OPENTRACK_GATEWAY_PORT", "" + port);
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertRejected(
                    RunScript.start(folder, environment),
                    "run.sh: port " + taken.getLocalPort() + " is in use; set OPENTRACK_GATEWAY_PORT to another one");
        }
    }

    @Test
    void an_invalid_port_is_named() {
        assertRejected(
                RunScript.start(folder, Map.of("OPENTRACK_S3_PORT", "high")),
                "run.sh: OPENTRACK_S3_PORT must be a port number, 1-65535: high");
    }

    @Test
    void a_missing_java_is_reported() throws IOException {
        Path bin = commands("dirname");
        assertRejected(
                RunScript.start(folder, Map.of("PATH", bin.toString(), "JAVA_HOME", "")),
                "run.sh: Java was not found; install a JDK, 17 or newer");
    }

    @Test
    void an_old_java_is_reported() throws IOException {
        Path bin = commands("dirname", "sed", "head");
        program(bin.resolve("java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        assertRejected(
                RunScript.start(folder, Map.of("PATH", bin.toString(), "JAVA_HOME", "")),
                "run.sh: Java 11 is too old; 17 or newer is required");
    }

    @Test
    void a_full_disk_is_reported() throws IOException, InterruptedException {
        List<String> inOwnMounts = List.of("unshare", "--user", "--map-root-user", "--mount");
        Process probe = new ProcessBuilder(
                        "unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
                .start();
        assumeTrue(probe.waitFor() == 0, "a small disk of its own needs user namespaces");
        String mountAndRun = "mount -t tmpfs -o size=20m none '" + folder + "' && exec \"$@\"";
        List<String> command = List.of("/bin/sh", "-c", mountAndRun, "sh");
        RunScript run = RunScript.start(
                java.util.stream.Stream.of(inOwnMounts, command)
                        .flatMap(List::stream)
                        .toList(),
                folder,
                freePorts());
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.output())
                .matches("run\\.sh: the disk is full: \\d+ MiB are free at " + folder + ", 500 are needed");
    }

    @Test
    void an_unknown_argument_is_reported() {
        assertRejected(
                RunScript.start(folder, Map.of(), "--dmeo"),
                "run.sh: unknown argument --dmeo; the only argument is --demo");
    }

    private void assertRejected(RunScript run, String line) {
        assertThat(run.awaitEnd()).isEqualTo(1);
        assertThat(run.output()).isEqualTo(line);
        assertThat(folder.resolve("suite.json")).doesNotExist();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(folder.toString()))
                        .toList())
                .isEmpty();
    }

    /** Folder for PATH that contains only these programs. */
    private Path commands(String... names) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String name : names) {
            program(bin.resolve(name), "exec /usr/bin/" + name + " \"$@\"");
        }
        return bin;
    }

    private static void program(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static Map<String, String> freePorts() {
        Map<String, String> environment = new HashMap<>();
        Ports.free().byVariable().forEach((variable, port) -> environment.put(variable, "" + port));
        return environment;
    }
}
