package run.opentrack.tests.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import run.opentrack.local.Ports;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;

/** HAProxy in front of several gateways: skips those that are not ready, and retries a GET without a response. */
final class HaproxyFrontend implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
    private static final String CONFIG = """
            defaults
              mode http
              timeout connect 1s
              timeout client 30s
              timeout server 30s
              timeout check 1s
              retries 3
              option redispatch 1
              option http-server-close
              http-reuse never
            frontend api
              bind 127.0.0.1:%d
              default_backend gateways
            backend gateways
              balance roundrobin
              retry-on conn-failure empty-response
              http-request disable-l7-retry if !METH_GET
              option httpchk GET /q/health/ready
              default-server check inter 200ms fall 1 rise 1
            """;

    private final Process process;
    private final int port;

    private HaproxyFrontend(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    static HaproxyFrontend start(List<ReplicaProcess> gateways, Path folder) {
        int port = Ports.freePort();
        StringBuilder settings = new StringBuilder(CONFIG.formatted(port));
        for (ReplicaProcess gateway : gateways) {
            settings.append("  server %s 127.0.0.1:%d port %d%n"
                    .formatted(gateway.name(), gateway.port(), gateway.managementPort()));
        }
        try {
            Path file = Files.writeString(folder.resolve("haproxy.cfg"), settings);
            Process process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            HaproxyFrontend address = new HaproxyFrontend(process, port);
            Eventually.within(20, () -> ApiClient.on(port).statusOf("/api/v1/ping/") == 200);
            return address;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
