package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;
import run.opentrack.acceptance.suite.Suites;

/** Clients that hang up before they have their answer. */
class LeavingClientTest {
    private static final String LINE = " /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";

    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of());

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();

    @ParameterizedTest
    @ValueSource(strings = {"GET" + LINE + "\r\n", "POST" + LINE + "Content-Length: 2\r\n\r\n{}"})
    void what_they_asked_for_is_cancelled_within_a_second(String request) throws Exception {
        CompletableFuture<Long> asked = new CompletableFuture<>();
        CompletableFuture<Long> cancelled = new CompletableFuture<>();
        UPSTREAM.plays((received, connection) -> {
            asked.complete(System.nanoTime());
            try {
                connection.getInputStream().read();
            } catch (IOException e) {
                // A reset is the same.
            }
            cancelled.complete(System.nanoTime());
        });
        RawSocket client = RawSocket.to(GATEWAY.port());
        client.send(request);
        asked.get(10, TimeUnit.SECONDS);
        long left = System.nanoTime();
        client.close();
        long millis = (cancelled.get(10, TimeUnit.SECONDS) - left) / 1_000_000;
        assertThat(millis).isLessThan(Suites.inFull() ? 1_000 : 3_000);
    }

    @Test
    void a_thousand_downloads_that_are_broken_off_leave_no_connection_behind() {
        byte[] piece = new byte[64 * 1_024];
        UPSTREAM.plays((received, connection) -> {
            connection.getOutputStream().write("HTTP/1.1 200 X\r\nContent-Length: 10485760\r\n\r\n".getBytes());
            for (int sent = 0; sent < 160; sent++) {
                connection.getOutputStream().write(piece);
            }
        });
        int before = UPSTREAM.open();
        for (int i = 0; i < (Suites.inFull() ? 1_000 : 200); i++) {
            try (RawSocket client = RawSocket.to(GATEWAY.port())) {
                client.send("GET" + LINE + "\r\n");
                assertThat(client.in().read()).isEqualTo('H');
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        Eventually.within(10, () -> UPSTREAM.open() <= before);
        UPSTREAM.plays(PlayedUpstream.OK);
        assertThat(RawSocket.exchange(GATEWAY.port(), "GET" + LINE + "Connection: close\r\n\r\n", 5_000))
                .startsWith("HTTP/1.1 200");
    }
}
