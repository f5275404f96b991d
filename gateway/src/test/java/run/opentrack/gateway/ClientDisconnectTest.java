package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Clients that disconnect before the response is complete. */
class ClientDisconnectTest {
    private static final String LINE = " /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of());

    private static final StubUpstream UPSTREAM = GATEWAY.upstream();

    @ParameterizedTest
    @ValueSource(strings = {"GET" + LINE + "\r\n", "POST" + LINE + "Content-Length: 2\r\n\r\n{}"})
    void the_upstream_request_is_cancelled_within_a_second(String request) throws Exception {
        CompletableFuture<Long> forwarded = new CompletableFuture<>();
        CompletableFuture<Long> cancelled = new CompletableFuture<>();
        UPSTREAM.handle((received, connection) -> {
            forwarded.complete(System.nanoTime());
            try {
                connection.getInputStream().read();
            } catch (IOException e) {
                // A reset counts as well.
            }
            cancelled.complete(System.nanoTime());
        });
        RawSocket client = RawSocket.to(GATEWAY.port());
        client.send(request);
        forwarded.get(10, TimeUnit.SECONDS);
        long left = System.nanoTime();
        client.close();
        long millis = (cancelled.get(10, TimeUnit.SECONDS) - left) / 1_000_000;
        assertThat(millis).isLessThan(TestSuites.isFullRun() ? 1_000 : 3_000);
    }

    @Test
    void aborted_downloads_leave_no_upstream_connection_open() {
        byte[] piece = new byte[64 * 1_024];
        UPSTREAM.handle((received, connection) -> {
            connection.getOutputStream().write("HTTP/1.1 200 X\r\nContent-Length: 10485760\r\n\r\n".getBytes());
            for (int sent = 0; sent < 160; sent++) {
                connection.getOutputStream().write(piece);
            }
        });
        int before = UPSTREAM.openConnections();
        for (int i = 0; i < (TestSuites.isFullRun() ? 1_000 : 200); i++) {
            try (RawSocket client = RawSocket.to(GATEWAY.port())) {
                client.send("GET" + LINE + "\r\n");
                assertThat(client.in().read()).isEqualTo('H');
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        Eventually.within(10, () -> UPSTREAM.openConnections() <= before);
        UPSTREAM.handle(StubUpstream.OK);
        assertThat(RawSocket.exchange(GATEWAY.port(), "GET" + LINE + "Connection: close\r\n\r\n", 5_000))
                .startsWith("HTTP/1.1 200");
    }
}
