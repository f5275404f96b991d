package run.opentrack.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.request.FramingValidator;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;

/** The behaviour of Vert.x and Netty internals that the adapters rely on, against a real server. */
class FrameworkInternalsTest {
    private static final String HEAD = " / HTTP/1.1\r\nHost: a\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServerOptions options = new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(1_024);
    private final BlockingQueue<Channel> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> decodeFailures = new LinkedBlockingQueue<>();
    private StrictRequestDecoder decoder;
    private RawSocket client;

    @BeforeEach
    void start() throws Exception {
        decoder = new StrictRequestDecoder(options);
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    Channel channel = ServerChannels.channelOf(connection);
                    ServerChannels.replaceDecoder(channel, decoder);
                    connections.add(channel);
                })
                .invalidRequestHandler(
                        request -> decodeFailures.add(request.decoderResult().cause()))
                .requestHandler(requests::add);
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        client = RawSocket.to(server.actualPort());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_decoder_of_a_connection_is_replaced() throws InterruptedException {
        assertThat(take(connections).pipeline().get("httpDecoder")).isSameAs(decoder);
    }

    @Test
    void a_request_is_decoded_by_the_replaced_decoder() throws InterruptedException {
        client.send("GET" + HEAD + "\r\n");
        assertThat(take(requests).uri()).isEqualTo("/");
    }

    @Test
    void content_length_with_transfer_encoding_fails_in_the_decoder() throws InterruptedException {
        client.send("POST" + HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        assertThat(FramingValidator.decodeError(take(decodeFailures)).status()).isEqualTo(400);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/1.2", "http/1.1"})
    void another_http_version_fails_in_the_decoder(String version) throws InterruptedException {
        client.send("GET / " + version + "\r\nHost: a\r\n\r\n");
        assertThat(FramingValidator.decodeError(take(decodeFailures)).status()).isEqualTo(400);
    }

    @Test
    void a_request_line_over_the_limit_is_414() throws InterruptedException {
        client.send("GET /" + "a".repeat(2_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(FramingValidator.decodeError(take(decodeFailures)).status()).isEqualTo(414);
    }

    @Test
    void headers_over_the_limit_are_431() throws InterruptedException {
        client.send("GET" + HEAD + "A: " + "a".repeat(20_000) + "\r\n\r\n");
        assertThat(FramingValidator.decodeError(take(decodeFailures)).status()).isEqualTo(431);
    }

    @Test
    void decoding_pauses_while_32_pipelined_requests_wait() throws InterruptedException {
        client.send(("GET" + HEAD + "\r\n").repeat(40));
        Channel channel = take(connections);
        Eventually.within(10, () -> onEventLoop(channel, decoder::isPaused));
        assertThat(onEventLoop(channel, decoder::canResume)).isFalse();
        assertThat(onEventLoop(channel, () -> {
                    decoder.requestStarted();
                    return decoder.canResume();
                }))
                .isTrue();
    }

    @Test
    void bytes_that_the_client_does_not_read_are_pending() throws InterruptedException {
        client.send("GET" + HEAD + "\r\n");
        HttpServerRequest request = take(requests);
        Channel channel = take(connections);
        assertThat(ServerChannels.pendingWriteBytes(channel)).isZero();
        request.response().end(Buffer.buffer(new byte[20_000_000]));
        Eventually.within(10, () -> onEventLoop(channel, () -> ServerChannels.pendingWriteBytes(channel) > 1_000_000));
    }

    @Test
    void headers_of_a_request_are_iterated_without_conversion() throws InterruptedException {
        client.send("GET" + HEAD + "X-One: 1\r\n\r\n");
        var headers = CharSequenceHeaders.iterator(take(requests).headers());
        assertThat(headers.next().getKey()).hasToString("Host");
        assertThat(headers.next().getValue()).hasToString("1");
        assertThat(headers.hasNext()).isFalse();
    }

    @Test
    void headers_created_by_vertx_are_accepted() {
        assertThat(CharSequenceHeaders.iterator(MultiMap.caseInsensitiveMultiMap())
                        .hasNext())
                .isFalse();
    }

    private static boolean onEventLoop(Channel channel, Callable<Boolean> check) {
        return channel.eventLoop().submit(check).syncUninterruptibly().getNow();
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(10, TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return taken;
    }
}
