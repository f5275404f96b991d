package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Request and response bodies are relayed unchanged and without buffering. */
class BodyRelayIT {
    private static final String LINE = " /api/v1/competitions/ HTTP/1.1\r\nHost: a";
    private static final long MIB = 1_024 * 1_024;
    private static final byte[] PIECE = new byte[64 * 1_024];

    @RegisterExtension
    static final StandaloneGateway STANDALONE = new StandaloneGateway(Map.of());

    private static final StubUpstream UPSTREAM = STANDALONE.upstream();
    private static final GatewayProcess GATEWAY = STANDALONE.gateway();

    @BeforeAll
    static void start() {
        new Random(1).nextBytes(PIECE);
    }

    @Test
    void random_bodies_are_relayed_unchanged_in_both_directions() throws IOException {
        Random random = new Random(42);
        try (RawHttpClient client = RawHttpClient.to(GATEWAY.port())) {
            for (int i = 0; i < (TestSuites.isFullRun() ? 1_000 : 300); i++) {
                byte[] sent = body(random);
                byte[] sentBack = body(random);
                boolean chunked = random.nextBoolean();
                String encoding = random.nextInt(3) == 0 ? "Content-Encoding: gzip\r\n" : "";
                byte[] back = encoding.isEmpty() ? sentBack : gzip(sentBack);
                UPSTREAM.clearReceived();
                UPSTREAM.handle(
                        (request, connection) -> respond(connection.getOutputStream(), encoding, back, chunked));
                RawHttpClient.RawResponse response = client.send(post(sent, random), 10_000, false)
                        .orElseThrow(() -> new AssertionError("no response"));
                assertThat(response.status()).isEqualTo(200);
                assertThat(sha256(UPSTREAM.received().get(0).body())).isEqualTo(sha256(sent));
                assertThat(sha256(response.body())).isEqualTo(sha256(back));
                assertThat(response.headers().containsKey("Content-Encoding")).isEqualTo(!encoding.isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET 204 ",
                "GET 304 ETag: \"a\"\r\n",
                "HEAD 200 Content-Length: 12345\r\n",
                "HEAD 200 ",
                "GET 200 Content-Length: 0\r\n"
            })
    void a_response_without_body_ends_with_its_headers(String kind) throws IOException {
        String[] parts = kind.split(" ", 3);
        UPSTREAM.handle((request, connection) -> connection
                .getOutputStream()
                .write(("HTTP/1.1 " + parts[1] + " X\r\n" + parts[2] + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        byte[] request = RawHttpClient.request(parts[0] + LINE, new byte[0]);
        try (RawHttpClient client = RawHttpClient.to(GATEWAY.port())) {
            for (int i = 0; i < 3; i++) {
                RawHttpClient.RawResponse response = client.send(request, 5_000, parts[0].equals("HEAD"))
                        .orElseThrow(() -> new AssertionError("no response"));
                assertThat(response.status()).isEqualTo(Integer.parseInt(parts[1]));
                assertThat(response.body()).isEmpty();
                if (kind.contains("12345")) {
                    assertThat(response.headers()).containsEntry("Content-Length", "12345");
                }
            }
        }
    }

    @Test
    void a_response_of_unknown_length_ends_by_close_for_http_1_0() {
        byte[] body = new byte[300_000];
        UPSTREAM.handle((request, connection) -> respond(connection.getOutputStream(), "", body, true));
        String response = RawSocket.exchange(
                GATEWAY.port(), "GET /api/v1/competitions/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 3_000);
        assertThat(response).startsWith("HTTP/1.0 200").doesNotEndWith("[still open]");
        assertThat(response.substring(response.indexOf("\r\n\r\n") + 4)).hasSize(body.length);
    }

    @Test
    void a_long_response_streams_in_constant_memory() throws IOException {
        long pieces = (TestSuites.isFullRun() ? 2_048 : 384) * MIB / PIECE.length;
        UPSTREAM.handle((request, connection) -> stream(connection.getOutputStream(), pieces, new AtomicLong()));
        String expected = download(pieces);
        long before = GATEWAY.residentKib();
        assertThat(download(pieces)).isEqualTo(expected);
        assertThat(GATEWAY.residentKib() - before).isLessThan(64 * 1_024);
    }

    @Test
    void a_client_that_does_not_read_applies_backpressure() throws Exception {
        long pieces = 256 * MIB / PIECE.length;
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> all = new CompletableFuture<>();
        UPSTREAM.handle((request, connection) -> {
            stream(connection.getOutputStream(), pieces, sent);
            all.complete(null);
        });
        long before = GATEWAY.residentKib();
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send("GET" + LINE + "\r\n\r\n");
            Eventually.within(20, () -> sent.get() > 0 && isConstant(sent));
            assertThat(sent.get() * PIECE.length).isLessThan(32 * MIB);
            assertThat(GATEWAY.residentKib() - before).isLessThan(64 * 1_024);
            skipHead(client.in());
            while (!all.isDone()) {
                client.in().skip(MIB);
            }
        }
        all.get(1, TimeUnit.SECONDS);
    }

    private static boolean isConstant(AtomicLong sent) {
        long before = sent.get();
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sent.get() == before;
    }

    private static void stream(OutputStream out, long pieces, AtomicLong sent) throws IOException {
        out.write(("HTTP/1.1 200 X\r\nContent-Length: " + pieces * PIECE.length + "\r\n\r\n").getBytes());
        for (long i = 0; i < pieces; i++) {
            out.write(PIECE);
            sent.incrementAndGet();
        }
    }

    private static String download(long pieces) throws IOException {
        MessageDigest digest = sha256();
        long left = pieces * PIECE.length;
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send("GET" + LINE + "\r\n\r\n");
            skipHead(client.in());
            byte[] piece = new byte[PIECE.length];
            for (int read = client.in().read(piece);
                    left > 0 && read > 0;
                    read = left > 0 ? client.in().read(piece) : 0) {
                digest.update(piece, 0, read);
                left -= read;
            }
        }
        assertThat(left).isZero();
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void skipHead(InputStream in) throws IOException {
        for (int last = 0; last != 0x0d0a0d0a; last = last << 8 | in.read()) {
            // Skips to the empty line.
        }
    }

    private static byte[] body(Random random) {
        byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextInt(10) == 0 ? 900_000 : 40_000)];
        random.nextBytes(body);
        return body;
    }

    private static byte[] post(byte[] body, Random random) {
        if (random.nextBoolean()) {
            return RawHttpClient.request("POST" + LINE + "\r\nContent-Length: " + body.length, body);
        }
        return RawHttpClient.request("POST" + LINE + "\r\nTransfer-Encoding: chunked", chunks(body));
    }

    private static void respond(OutputStream out, String headers, byte[] body, boolean chunked) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 200 X\r\n" + headers
                        + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(chunked ? chunks(body) : body);
        out.write(all.toByteArray());
    }

    private static byte[] chunks(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += 10_000) {
            int length = Math.min(10_000, body.length - at);
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, at, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
