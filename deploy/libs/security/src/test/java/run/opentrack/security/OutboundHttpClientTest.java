package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.security.OutboundHttpClient.OutboundException;
import run.opentrack.security.OutboundHttpClient.Request;
import run.opentrack.security.OutboundHttpClient.Response;

/** Connections to addresses that accounts name, to a real server on loopback. */
class OutboundHttpClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** Of requests that are to be answered, on a busy machine. */
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Deque<String> resolved = new ArrayDeque<>();
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(this::respond)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void respond(HttpServerRequest request) {
        requests.incrementAndGet();
        switch (request.path()) {
            case "/moved" ->
                request.response().setStatusCode(307).putHeader("Location", "/").end("moved");
            case "/long" -> request.response().end(Buffer.buffer(new byte[100_000]));
            case "/endless" -> {
                request.response().setChunked(true).write("a");
                vertx.setPeriodic(50, timer -> request.response().write("a"));
            }
            case "/silent" -> {}
            default ->
                request.body().onSuccess(body -> request.response()
                        .end(request.method() + " " + request.getHeader("Host") + " " + request.getHeader("a") + " "
                                + body));
        }
    }

    @Test
    void a_request_has_its_method_headers_body_and_the_name_as_host() {
        Response response = send(client("127.0.0.0/8", "127.0.0.1"), "/hook?b=c", 1_000);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.truncated()).isFalse();
        assertThat(response.body()).hasToString("POST my_hook.example:" + server.actualPort() + " x body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "::1", "93.184.216.34 127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "10.0.0.1"
            })
    void no_connection_is_made_if_any_address_of_a_name_is_not_public(String addresses) {
        assertFails(client(null, addresses), "/", "public addresses");
        assertThat(connections).hasValue(0);
    }

    @Test
    void a_name_is_resolved_once_and_the_connection_goes_to_the_address_that_was_checked() {
        OutboundHttpClient client = client("127.0.0.1/32", "127.0.0.1", "10.0.0.1");
        assertThat(send(client, "/", 1_000).status()).isEqualTo(200);
        assertThat(resolved).containsExactly("10.0.0.1");
        assertThat(connections).hasValue(1);
        assertFails(client, "/", "public addresses");
        assertThat(connections).hasValue(1);
    }

    @Test
    void a_redirect_is_a_response_and_is_not_followed() {
        assertThat(send(client("127.0.0.0/8", "127.0.0.1"), "/moved", 1_000).status())
                .isEqualTo(307);
        assertThat(requests).hasValue(1);
    }

    @Test
    void a_long_response_is_read_in_part() {
        Response response = send(client("127.0.0.0/8", "127.0.0.1"), "/long", 1_000);
        assertThat(response.truncated()).isTrue();
        assertThat(response.body().length()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/silent", "/endless"})
    void the_time_of_a_request_is_bounded(String path) {
        long begin = System.nanoTime();
        assertFails(client("127.0.0.0/8", "127.0.0.1"), path, "within 1 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(TIMEOUT, LONG_TIMEOUT);
    }

    @Test
    void an_invalid_address_and_an_unknown_name_are_named() {
        assertThatThrownBy(() -> await(client(null), "https://10.0.0.1/", 1_000))
                .hasMessageContaining("not an IP address");
        assertFails(client(null), "/", "cannot be resolved");
    }

    @Test
    void requests_to_one_address_do_not_wait_for_each_other() {
        OutboundHttpClient client = client("127.0.0.0/8", "127.0.0.1");
        for (int n = 0; n < 50; n++) {
            client.send(request(url("/silent"), 1_000));
        }
        assertThat(send(client, "/", 1_000).status()).isEqualTo(200);
    }

    /** @param answers addresses of the name, one text for each time that it is resolved; the last one is repeated */
    private OutboundHttpClient client(String allowed, String... answers) {
        resolved.addAll(Arrays.asList(answers));
        OutboundAddressPolicy.Config config = new OutboundAddressPolicy.Config() {
            @Override
            public boolean allowHttp() {
                return true;
            }

            @Override
            public Optional<List<String>> allowNetworks() {
                return Optional.ofNullable(allowed).map(List::of);
            }
        };
        return new OutboundHttpClient(vertx, config, this::resolve);
    }

    private synchronized InetAddress[] resolve(String name) throws UnknownHostException {
        if (resolved.isEmpty()) {
            throw new UnknownHostException(name);
        }
        String[] addresses = (resolved.size() > 1 ? resolved.poll() : resolved.peek()).split(" ");
        InetAddress[] parsed = new InetAddress[addresses.length];
        for (int n = 0; n < addresses.length; n++) {
            parsed[n] = InetAddress.getByName(addresses[n]);
        }
        return parsed;
    }

    private String url(String path) {
        return "http://my_hook.example:" + server.actualPort() + path;
    }

    private static Request request(String url, int maxBytes) {
        boolean answered = !url.endsWith("/silent") && !url.endsWith("/endless");
        Duration timeout = answered ? LONG_TIMEOUT : TIMEOUT;
        return new Request(HttpMethod.POST, url, Map.of("a", "x"), Buffer.buffer("body"), timeout, maxBytes);
    }

    private Response send(OutboundHttpClient client, String path, int maxBytes) {
        return await(client, url(path), maxBytes);
    }

    private static Response await(OutboundHttpClient client, String url, int maxBytes) {
        return client.send(request(url, maxBytes))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void assertFails(OutboundHttpClient client, String path, String message) {
        assertThatThrownBy(() -> send(client, path, 1_000))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining(message);
    }
}
