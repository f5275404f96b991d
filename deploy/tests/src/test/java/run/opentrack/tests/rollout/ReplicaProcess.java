package run.opentrack.tests.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;

/** A replica of a running suite, which restarts it on the same ports when it ends. */
record ReplicaProcess(Suite suite, String name, int port, int managementPort) {
    private static final long START_SECONDS = 120;

    static List<ReplicaProcess> of(Suite suite, List<String> names) {
        return names.stream()
                .map(name -> new ReplicaProcess(suite, name, suite.port(name), managementPort(suite.process(name))))
                .toList();
    }

    /** Sends SIGKILL. */
    Process kill() {
        return end(suite.process(name).destroyForcibly());
    }

    /** Sends SIGTERM. */
    Process terminate() {
        Process process = suite.process(name);
        process.destroy();
        return process;
    }

    boolean isReady() {
        return ApiClient.on(managementPort).statusOf("/q/health/ready") == 200;
    }

    void awaitSuccessorOf(Process before) {
        Eventually.within(START_SECONDS, () -> suite.process(name) != before && isReady());
    }

    private static Process end(Process process) {
        process.onExit().join();
        return process;
    }

    /** Management port from the environment of the process. */
    private static int managementPort(Process process) {
        try {
            String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
            return List.of(environment.split("\0")).stream()
                    .filter(variable -> variable.startsWith("QUARKUS_MANAGEMENT_PORT="))
                    .mapToInt(variable -> Integer.parseInt(variable.substring(variable.indexOf('=') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
