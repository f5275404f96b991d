package run.opentrack.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Timeouts of single clients; SlowClientIT has many at a time. */
@ConcurrentClass
class ClientConnectionTest {
    private static final String GET = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of(
            "OPENTRACK_GATEWAY_CLIENT_HEADER_TIMEOUT", "PT0.5S",
            "OPENTRACK_GATEWAY_CLIENT_GRACE_PERIOD", "PT0.5S",
            "OPENTRACK_GATEWAY_CLIENT_IDLE_TIMEOUT", "PT1S",
            "OPENTRACK_GATEWAY_PROXY_RESPONSE_TIMEOUT", "PT1S",
            "OPENTRACK_GATEWAY_PROXY_RESPONSE_IDLE_TIMEOUT", "PT1S"));

    @ParameterizedTest
    @CsvSource({
        "nothing, ''",
        "incomplete headers, GET /api/v1/competitions/ HTTP/1.1_Host: a_X: ",
        "an incomplete body, POST /api/v1/competitions/ HTTP/1.1_Host: a_Content-Length: 100000__{"
    })
    void a_client_that_stops_sending_is_disconnected(String what, String sent) {
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send(sent.replace("_", "\r\n"));
            assertThat(client.isCut(5_000)).as(what).isTrue();
        }
    }

    @Test
    void an_idle_connection_is_closed_after_its_own_timeout() {
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            long begin = System.nanoTime();
            client.send(GET + "\r\n");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
            assertThat(client.isCut(5_000)).isTrue();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThan(900);
        }
    }

    @Test
    void a_client_that_does_not_read_is_disconnected() throws Exception {
        GATEWAY.upstream()
                .handle((request, connection) -> StubUpstream.respond(connection, 200, "", new byte[20_000_000]));
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send(GET + "\r\n");
            TimeUnit.MILLISECONDS.sleep(2_500);
            assertThat(client.readAll(5_000)).hasSizeLessThan(20_000_000).doesNotEndWith("[still open]");
        } finally {
            GATEWAY.upstream().handle(StubUpstream.OK);
        }
    }

    @Test
    void a_silent_upstream_is_504_and_a_response_that_stops_is_cut_off() {
        GATEWAY.upstream()
                .handle((request, connection) -> connection.getInputStream().read());
        assertThat(RawSocket.exchange(GATEWAY.port(), GET + "Connection: close\r\n\r\n", 5_000))
                .startsWith("HTTP/1.1 504");
        GATEWAY.upstream().handle((request, connection) -> {
            StubUpstream.head(connection, 200, "Content-Length: 400000\r\n");
            connection.getOutputStream().write(new byte[300_000]);
            connection.getInputStream().read();
        });
        String partial = RawSocket.exchange(GATEWAY.port(), GET + "\r\n", 8_000);
        assertThat(partial).startsWith("HTTP/1.1 200").hasSizeLessThan(400_000).doesNotEndWith("[still open]");
        GATEWAY.upstream().handle(StubUpstream.OK);
    }
}
