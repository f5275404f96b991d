package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;

/** Bodies that take their time, or never come to their end: they keep nothing of an upstream from others. */
class UploadTest {
    private static final String PATH = " /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";
    private static final String GOOD = "GET" + PATH + "Connection: close\r\n\r\n";
    /** More than is waited for before an upstream is asked. */
    private static final int BEGINNING = 20_000;

    private static final int LENGTH = 1_000_000;
    private static final int MORE_THAN_BUFFERS = 12_000_000;
    private static final int PATIENCE = 5_000;
    /** More than there are connections to the upstream. */
    private static final int MANY = 100;

    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of(
            "OPENTRACK_GATEWAY_FORWARD_CONNECTIONS", "8",
            "OPENTRACK_GATEWAY_FORWARD_UNTAKEN", "16",
            "OPENTRACK_GATEWAY_FORWARD_ANSWER_TIMEOUT", "PT2S",
            "OPENTRACK_GATEWAY_ROUTES_COMPETITION_SERVICE_BODY_LIMIT", "16777216"));

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();

    private final List<RawSocket> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(RawSocket::close);
        UPSTREAM.playsBeforeBodies((head, connection) -> {});
        UPSTREAM.plays(PlayedUpstream.OK);
    }

    private RawSocket begin() {
        RawSocket client = announce(LENGTH);
        client.send("a".repeat(BEGINNING));
        return client;
    }

    /** A client that has said how much it is going to send. */
    private RawSocket announce(int length) {
        RawSocket client = RawSocket.to(GATEWAY.port());
        clients.add(client);
        client.send("PUT" + PATH + "Content-Length: " + length + "\r\n\r\n");
        return client;
    }

    @Test
    void an_upload_that_is_refused_before_its_end_is_the_last_of_both_connections() {
        UPSTREAM.playsBeforeBodies((head, connection) -> {
            if (head.line().startsWith("PUT")) {
                PlayedUpstream.answer(connection, 405, "", "{\"detail\":\"no\"}");
            }
        });
        for (int i = 0; i < MANY; i++) {
            assertThat(begin().readAnswer())
                    .startsWith("HTTP/1.1 405")
                    .containsIgnoringCase("connection: close")
                    .endsWith("{\"detail\":\"no\"}");
        }
        assertThat(RawSocket.exchange(GATEWAY.port(), GOOD, PATIENCE)).startsWith("HTTP/1.1 200");
        Eventually.within(5, () -> UPSTREAM.open() < 10);
        assertThat(clients).allMatch(client -> client.isCut(PATIENCE));
    }

    @Test
    void who_sends_slowly_keeps_no_place() {
        for (int i = 0; i < MANY; i++) {
            begin();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(RawSocket.exchange(GATEWAY.port(), GOOD, PATIENCE)).startsWith("HTTP/1.1 200");
        }
        assertThat(clients.get(MANY - 1).trySend("a".repeat(LENGTH - BEGINNING)))
                .isTrue();
        assertThat(clients.get(MANY - 1).readAnswer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void who_pauses_while_sending_is_not_told_that_the_upstream_is_late() {
        UPSTREAM.playsBeforeBodies((head, connection) -> Eventually.pause(1_000));
        RawSocket client = announce(MORE_THAN_BUFFERS);
        client.send("a".repeat(MORE_THAN_BUFFERS - 1));
        Eventually.pause(3_000);
        client.send("a");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
    }

    @Test
    void an_upstream_that_does_not_read_a_body_is_late() {
        UPSTREAM.playsBeforeBodies((head, connection) -> Eventually.pause(4_000));
        RawSocket client = announce(MORE_THAN_BUFFERS);
        client.trySend("a".repeat(MORE_THAN_BUFFERS));
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 504");
    }
}
