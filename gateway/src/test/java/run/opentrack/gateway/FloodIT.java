package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Floods of HTTP/2 frames, which is not supported, and of pipelined HTTP/1.1 requests. */
class FloodIT {
    private static final String LINE = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";
    private static final String LAST = "Connection: close\r\n";
    private static final int CONNECTIONS = 50;
    private static final int FRAMES = 5_000;
    private static final int PIPELINED = 2_000;

    @RegisterExtension
    static final StandaloneGateway STANDALONE = new StandaloneGateway(Map.of());

    private static final StubUpstream UPSTREAM = STANDALONE.upstream();
    private static final GatewayProcess GATEWAY = STANDALONE.gateway();

    @ParameterizedTest
    @ValueSource(strings = {"rapid reset", "continuation", "upgrade"})
    void a_flood_of_frames_ends_its_connection_and_nothing_else(String kind) {
        byte[] flood = flood(kind);
        int before = UPSTREAM.received().size();
        List<RawSocket> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawSocket connection = RawSocket.to(GATEWAY.port());
            connection.trySend(flood);
            all.add(connection);
        }
        assertThat(all.stream().filter(connection -> !connection.isCut(5_000))).isEmpty();
        all.forEach(RawSocket::close);
        // The upgrade is ignored, so its request is an ordinary one.
        assertThat(UPSTREAM.received().size() - before).isLessThanOrEqualTo(kind.equals("upgrade") ? CONNECTIONS : 0);
        assertRecovers();
    }

    @Test
    void slow_clients_of_one_cached_response_share_its_memory() {
        String request = LINE.replace("competitions/", "competitions/?cached");
        String body = "x".repeat(4_000_000);
        UPSTREAM.clearReceived();
        UPSTREAM.handle((received, connection) -> {
            boolean known = received.header("If-None-Match") != null;
            StubUpstream.respond(connection, known ? 304 : 200, "ETag: \"1\"\r\n", known ? "" : body);
        });
        List<RawSocket> slow = new ArrayList<>();
        try {
            RawSocket.exchange(GATEWAY.port(), request + LAST + "\r\n", 10_000);
            long before = GATEWAY.residentKib();
            for (int i = 0; i < 60; i++) {
                RawSocket client = RawSocket.to(GATEWAY.port());
                client.send(request + "\r\n");
                slow.add(client);
            }
            Eventually.within(20, () -> UPSTREAM.received().size() == 61);
            Eventually.pause(1_000);
            assertThat(GATEWAY.residentKib() - before).isLessThan(110 * 1_024);
        } finally {
            slow.forEach(RawSocket::close);
            UPSTREAM.handle(StubUpstream.OK);
        }
    }

    @Test
    void pipelined_requests_get_their_responses_in_order() {
        String request = LINE.replace("competitions/", "competitions/in-order") + "\r\n";
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.trySend(request.repeat(PIPELINED).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < PIPELINED; i++) {
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(UPSTREAM.received())
                .filteredOn(received -> received.line().contains("in-order"))
                .hasSize(PIPELINED);
        assertRecovers();
    }

    @Test
    void pipelined_requests_behind_a_pending_one_use_bounded_memory() {
        CountDownLatch over = new CountDownLatch(1);
        UPSTREAM.handle((request, connection) -> await(over));
        long before = GATEWAY.residentKib();
        byte[] pile = (LINE + "\r\n").repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        List<RawSocket> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawSocket connection = RawSocket.to(GATEWAY.port());
            all.add(connection);
            Thread sender = new Thread(() -> connection.trySend(pile));
            sender.setDaemon(true);
            sender.start();
        }
        Eventually.within(10, () -> UPSTREAM.openConnections() >= CONNECTIONS);
        Eventually.pause(500);
        String pong =
                RawSocket.exchange(GATEWAY.port(), "GET /api/v1/ping HTTP/1.1\r\nHost: a\r\n" + LAST + "\r\n", 3_000);
        long grown = GATEWAY.residentKib() - before;
        all.forEach(RawSocket::close);
        over.countDown();
        UPSTREAM.handle(StubUpstream.OK);
        assertThat(pong).startsWith("HTTP/1.1 200");
        assertThat(grown).as("KiB more").isLessThan(100 * 1_024);
        assertRecovers();
    }

    private static void await(CountDownLatch over) {
        try {
            over.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asserts that the gateway is idle and responsive again. */
    private static void assertRecovers() {
        Eventually.within(10, () -> {
            long before = GATEWAY.cpuMillis();
            long since = System.nanoTime();
            String response = RawSocket.exchange(GATEWAY.port(), LINE + LAST + "\r\n", 2_000);
            Eventually.pause(500);
            long millis = (System.nanoTime() - since) / 1_000_000;
            return response.startsWith("HTTP/1.1 200") && (GATEWAY.cpuMillis() - before) * 4 < millis;
        });
    }

    private static byte[] flood(String kind) {
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        String start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        if (kind.equals("upgrade")) {
            start = LINE + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"
                    + start;
        }
        flood.writeBytes(start.getBytes(StandardCharsets.US_ASCII));
        flood.writeBytes(frame(4, 0, 0, new byte[0]));
        byte[] head = {(byte) 0x82, (byte) 0x86, (byte) 0x84};
        if (kind.equals("continuation")) {
            flood.writeBytes(frame(1, 0, 1, head));
        }
        for (int stream = 1; stream < 2 * FRAMES; stream += 2) {
            if (kind.equals("continuation")) {
                flood.writeBytes(frame(9, 0, 1, new byte[] {0x40, 1, 'a', 1, 'b'}));
            } else {
                flood.writeBytes(frame(1, 5, stream, head));
                flood.writeBytes(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
            }
        }
        return flood.toByteArray();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >>> 24 - 8 * i);
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }
}
