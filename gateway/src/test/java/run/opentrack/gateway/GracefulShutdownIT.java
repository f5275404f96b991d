package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Graceful shutdown after SIGTERM: readiness fails at once, requests are still served, no response is lost. */
@Execution(ExecutionMode.CONCURRENT)
class GracefulShutdownIT {
    private static final String LINE = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";

    @Test
    void in_flight_requests_finish_and_new_ones_get_connection_close() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (StubUpstream upstream = new StubUpstream();
                GatewayProcess gateway = GatewayProcess.start(Map.of("QUARKUS_SHUTDOWN_DELAY", "3S"), upstream);
                RawSocket idle = RawSocket.to(gateway.port());
                RawSocket waiting = RawSocket.to(gateway.port())) {
            idle.send(LINE + "\r\n");
            assertThat(idle.readResponse()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("connection: close");
            assertThat(readiness(gateway)).isEqualTo(200);
            upstream.handle((request, connection) -> {
                go.join();
                StubUpstream.OK.handle(request, connection);
            });
            waiting.send(LINE + "\r\n");
            Eventually.within(10, () -> upstream.received().size() == 2);

            Process process = gateway.terminate();
            Eventually.within(2, () -> readiness(gateway) == 503);
            upstream.handle(StubUpstream.OK);
            assertThat(RawSocket.exchange(gateway.port(), LINE + "\r\n", 2_000))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .doesNotEndWith("[still open]");
            assertThat(idle.isCut(3_000)).as("an idle connection ends").isTrue();
            go.complete(null);
            assertThat(waiting.readResponse()).startsWith("HTTP/1.1 200");
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void slow_readers_receive_the_whole_response_during_shutdown() throws Exception {
        byte[] body = new byte[1_500_000];
        try (StubUpstream upstream = new StubUpstream();
                GatewayProcess gateway = GatewayProcess.start(Map.of("QUARKUS_SHUTDOWN_DELAY", "1S"), upstream);
                RawSocket first = RawSocket.to(gateway.port());
                RawSocket second = RawSocket.to(gateway.port())) {
            upstream.handle((request, connection) -> StubUpstream.respond(connection, 200, "", body));
            first.send(LINE + "\r\n");
            Eventually.within(10, () -> upstream.received().size() == 1);
            assertThat(readiness(gateway)).isEqualTo(200);
            gateway.terminate();
            Eventually.within(2, () -> readiness(gateway) == 503);
            second.send(LINE + "\r\n");
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> readSlowly(second));
            assertThat(readSlowly(first)).isGreaterThan(body.length);
            assertThat(other.join()).isGreaterThan(body.length);
        }
    }

    /** @return number of bytes read at about 200 KB/s */
    private static int readSlowly(RawSocket client) {
        byte[] piece = new byte[20_000];
        int all = 0;
        try {
            for (int read = client.in().read(piece);
                    read >= 0;
                    read = client.in().read(piece)) {
                all += read;
                Eventually.pause(read / 200);
            }
        } catch (IOException e) {
            // Connection reset: the bytes before it count.
        }
        return all;
    }

    private static int readiness(GatewayProcess gateway) {
        return ApiClient.at(gateway.managementUrl()).get("/q/health/ready").status();
    }
}
