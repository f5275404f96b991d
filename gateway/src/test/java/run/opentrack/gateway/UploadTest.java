package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Slow and incomplete uploads do not occupy upstream capacity. */
@ConcurrentClass
class UploadTest {
    private static final String PATH = " /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";
    private static final String GOOD_REQUEST = "GET" + PATH + "Connection: close\r\n\r\n";
    /** More than the prefix that is buffered before connecting to an upstream. */
    private static final int PREFIX_SIZE = 20_000;

    private static final int LENGTH = 1_000_000;
    private static final int MORE_THAN_BUFFERS = 12_000_000;
    private static final int TIMEOUT_MILLIS = 5_000;
    /** More than the connections to the upstream. */
    private static final int UPLOADS = 100;

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of(
            "OPENTRACK_GATEWAY_PROXY_MAX_CONCURRENT", "8",
            "OPENTRACK_GATEWAY_PROXY_MAX_SUSPENDED", "16",
            "OPENTRACK_GATEWAY_PROXY_RESPONSE_TIMEOUT", "PT2S",
            "OPENTRACK_GATEWAY_ROUTES_COMPETITION_SERVICE_BODY_LIMIT", "16777216"));

    private static final StubUpstream UPSTREAM = GATEWAY.upstream();

    private final List<RawSocket> clients = new ArrayList<>();

    @AfterEach
    void cleanUp() {
        clients.forEach(RawSocket::close);
        UPSTREAM.handleHeads((head, connection) -> {});
        UPSTREAM.handle(StubUpstream.OK);
    }

    private RawSocket startUpload() {
        RawSocket client = sendHeaders(LENGTH);
        client.send("a".repeat(PREFIX_SIZE));
        return client;
    }

    /** Sends the headers of an upload. */
    private RawSocket sendHeaders(int length) {
        RawSocket client = RawSocket.to(GATEWAY.port());
        clients.add(client);
        client.send("PUT" + PATH + "Content-Length: " + length + "\r\n\r\n");
        return client;
    }

    @Test
    void an_upload_rejected_early_closes_both_connections() {
        UPSTREAM.handleHeads((head, connection) -> {
            if (head.line().startsWith("PUT")) {
                StubUpstream.respond(connection, 405, "", "{\"detail\":\"no\"}");
            }
        });
        for (int i = 0; i < UPLOADS; i++) {
            assertThat(startUpload().readResponse())
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("connection: close")
                    .endsWith("{\"detail\":\"no\"}");
        }
        assertThat(RawSocket.exchange(GATEWAY.port(), GOOD_REQUEST, TIMEOUT_MILLIS))
                .startsWith("HTTP/1.1 200");
        Eventually.within(5, () -> UPSTREAM.openConnections() < 10);
        assertThat(clients).allMatch(client -> client.isCut(TIMEOUT_MILLIS));
    }

    @Test
    void a_slow_upload_occupies_no_permit() {
        for (int i = 0; i < UPLOADS; i++) {
            startUpload();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(RawSocket.exchange(GATEWAY.port(), GOOD_REQUEST, TIMEOUT_MILLIS))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(clients.get(UPLOADS - 1).trySend("a".repeat(LENGTH - PREFIX_SIZE)))
                .isTrue();
        assertThat(clients.get(UPLOADS - 1).readResponse()).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_client_pause_does_not_count_against_the_upstream() {
        UPSTREAM.handleHeads((head, connection) -> Eventually.pause(1_000));
        RawSocket client = sendHeaders(MORE_THAN_BUFFERS);
        client.send("a".repeat(MORE_THAN_BUFFERS - 1));
        Eventually.pause(3_000);
        client.send("a");
        assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
    }

    @Test
    void an_upstream_that_does_not_read_a_body_times_out() {
        UPSTREAM.handleHeads((head, connection) -> Eventually.pause(4_000));
        RawSocket client = sendHeaders(MORE_THAN_BUFFERS);
        client.trySend("a".repeat(MORE_THAN_BUFFERS));
        assertThat(client.readResponse()).startsWith("HTTP/1.1 504");
    }
}
