package run.opentrack.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.local.Ports;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Process of the packaged gateway with stub upstreams. */
public final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int managementPort;

    private GatewayProcess(Process process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** Starts a gateway whose routes all lead to the given upstreams and waits until it listens. */
    public static GatewayProcess start(Map<String, String> settings, StubUpstream... upstreams) {
        int port = Ports.freePort();
        int managementPort = Ports.freePort();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", "" + managementPort);
        environment.put("QUARKUS_SHUTDOWN_DELAY", "0S");
        environment.putAll(EmbeddedGateway.environment(port, settings, upstreams));
        GatewayProcess gateway = new GatewayProcess(launch(environment), port, managementPort);
        Eventually.within(60, gateway::acceptsConnections);
        return gateway;
    }

    private static Process launch(Map<String, String> environment) {
        Path jar = TestSuites.repository().resolve("gateway/target/quarkus-app/quarkus-run.jar");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        try {
            Path log = Files.createTempFile(
                    Files.createDirectories(TestSuites.repository().resolve("gateway/target/processes")), "gw", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean acceptsConnections() {
        try (Socket probe = new Socket("127.0.0.1", port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Sends SIGTERM. */
    public Process terminate() {
        process.destroy();
        return process;
    }

    /** @return resident memory in KiB */
    public long residentKib() {
        return ProcessStats.of(process).residentKib();
    }

    /** @return number of open files and sockets */
    public long openFiles() {
        return ProcessStats.of(process).descriptors();
    }

    /** @return CPU time used so far, in milliseconds */
    public long cpuMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
