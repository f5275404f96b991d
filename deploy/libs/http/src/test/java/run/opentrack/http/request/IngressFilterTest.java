package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ExceptionMapping;
import run.opentrack.http.request.EndpointTable.Endpoint;

/** The filter in front of a plain Vert.x router that echoes what it receives. */
class IngressFilterTest {
    private static final int BODY_LIMIT = 100_000;
    private static final int LONG_BODY_LIMIT = 120_000;
    private static final int TOTAL = 150_000;
    private static final int ANONYMOUS = 16 * 1_024;
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        server = start(new ShutdownState());
    }

    private static HttpServer start(ShutdownState shutdown) throws Exception {
        Filters filters = new Filters();
        IngressFilter.Config config = new TestHttpConfig(BODY_LIMIT, TOTAL);
        EarlyAuthenticator authenticator = request -> {
            if (request.getHeader("Authorization") == null) {
                throw ApiException.unauthenticated();
            }
        };
        EndpointTable endpoints = new EndpointTable(List.of(
                Endpoint.of("/echo", "GET", "POST"),
                new Endpoint("/long", List.of("POST"), LONG_BODY_LIMIT),
                Endpoint.of("/fail", "GET")));
        new IngressFilter(endpoints, shutdown, instance(authenticator), new BodyMemoryBudget(config), config)
                .register(filters);
        Router router = Router.router(VERTX);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route("/echo").handler(IngressFilterTest::echo);
        router.route("/long").handler(IngressFilterTest::echo);
        router.route("/fail").handler(routing -> {
            cacheIfRequested(routing);
            routing.fail(new IllegalArgumentException("secret"));
        });
        new RouteFailureHandler(new ExceptionMapping(List.of())).register(router);
        return VERTX.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    router.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void response_carries_the_clients_request_id() throws Exception {
        assertThat(send(request("/echo").header("X-Request-Id", "req-7"))
                        .headers()
                        .firstValue("X-Request-Id"))
                .contains("req-7");
    }

    @ParameterizedTest
    @CsvSource({
        "q=a%C2%A0, [a]",
        "q=%E2%80%8Ba+&q=%EF%BB%BFb, '[a, b]'",
        "q=a%20b, [a b]",
        "q=a%E2%80%8Bb, [a\u200bb]",
        "q=%20, []",
        "q=a, [a]"
    })
    void query_parameters_are_trimmed_as_identifiers(String query, String values) throws Exception {
        assertThat(send(request("/echo?" + query)).body()).contains(" q=" + values + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/Echo", "/echo//", "/echo/x", "/%2e%2e/echo", "/echo%2f", "/echo;a=1"})
    void unknown_or_unusual_path_is_404_in_json(String path) throws Exception {
        HttpResponse<String> response = send(request(path));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void other_method_is_405_with_the_allowed_ones() throws Exception {
        HttpResponse<String> response = send(request("/echo").DELETE());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    }

    @Test
    void broken_query_is_422() throws Exception {
        assertThat(raw(server, "GET /echo?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 422")
                .contains("value_error.query");
    }

    @Test
    void accept_is_always_json_for_the_resource() throws Exception {
        assertThat(send(request("/echo").header("Accept", "application/xml")).body())
                .startsWith("accept=application/json");
    }

    @Test
    void content_type_that_is_none_is_removed() throws Exception {
        assertThat(send(request("/echo").header("Content-Type", "nonsense").POST(BodyPublishers.ofString("{}")))
                        .body())
                .contains("type=null");
        assertThat(send(request("/echo").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")))
                        .body())
                .contains("type=text/plain");
    }

    @Test
    void body_is_handed_on_whole() throws Exception {
        assertThat(post(ANONYMOUS, false).body()).endsWith("body=" + ANONYMOUS);
        assertThat(post(0, false).body()).endsWith("body=0");
    }

    @Test
    void body_over_16_kib_needs_authentication() throws Exception {
        assertThat(post(ANONYMOUS + 1, false).statusCode()).isEqualTo(401);
        assertThat(post(ANONYMOUS + 1, true).body()).endsWith("body=" + (ANONYMOUS + 1));
    }

    @Test
    void body_up_to_the_limit_is_accepted_and_one_byte_more_is_413() throws Exception {
        assertThat(post(BODY_LIMIT, true).body()).endsWith("body=" + BODY_LIMIT);
        assertThat(post(BODY_LIMIT + 1, true).statusCode()).isEqualTo(413);
    }

    @Test
    void an_endpoint_may_take_larger_bodies_than_the_service() throws Exception {
        assertThat(postLong(LONG_BODY_LIMIT).body()).endsWith("body=" + LONG_BODY_LIMIT);
        assertThat(postLong(LONG_BODY_LIMIT + 1).body()).contains(" " + LONG_BODY_LIMIT + " bytes");
    }

    private static HttpResponse<String> postLong(int size) throws Exception {
        return send(
                request("/long").header("Authorization", "Bearer x").POST(BodyPublishers.ofByteArray(new byte[size])));
    }

    @Test
    void limits_hold_for_chunked_bodies() throws Exception {
        assertThat(chunked(BODY_LIMIT + 1, true).statusCode()).isEqualTo(413);
        assertThat(chunked(ANONYMOUS + 1, false).statusCode()).isEqualTo(401);
        assertThat(chunked(BODY_LIMIT, true).body()).endsWith("body=" + BODY_LIMIT);
    }

    @Test
    void memory_of_a_body_is_released_after_its_response() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(post(BODY_LIMIT, true).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodies_that_exceed_the_memory_together_are_503() throws Exception {
        try (Socket first = upload(BODY_LIMIT, BODY_LIMIT - 1)) {
            HttpResponse<String> second = post(BODY_LIMIT, true);
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(post(ANONYMOUS, true).statusCode()).isEqualTo(200);
            first.getOutputStream().write('x');
            assertThat(statusLine(first.getInputStream())).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, 100", "HTTP/1.0, 200"})
    void only_an_http_1_1_client_that_expects_100_continue_gets_it(String version, String status) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(10_000);
            write(
                    socket,
                    "POST /echo " + version + "\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx");
            assertThat(statusLine(socket.getInputStream())).startsWith(version + " " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /echo",
                "HEAD /echo",
                "GET /fail",
                "DELETE /echo",
                "GET /unknown",
                "GET //",
                "GET /echo?%",
                "POST /echo"
            })
    void every_response_forbids_type_guessing_and_storing(String request) throws Exception {
        String length = request.startsWith("POST") ? "Content-Length: 999999\r\n" : "";
        String response = raw(server, request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + "\r\n");
        assertThat(response.toLowerCase(Locale.ROOT))
                .contains("x-content-type-options: nosniff\r\n")
                .contains("cache-control: no-store\r\n");
    }

    @Test
    void a_resource_may_allow_storing_its_response_but_not_an_error() throws Exception {
        assertThat(send(request("/echo?cache=1")).headers().allValues("Cache-Control"))
                .containsExactly("public, max-age=60");
        assertThat(send(request("/fail?cache=1")).headers().allValues("Cache-Control"))
                .containsExactly("no-store");
    }

    @Test
    void all_lines_of_a_condition_reach_the_resource() throws Exception {
        assertThat(send(request("/echo").header("If-Match", "\"a\"").header("If-Match", "\"b\""))
                        .body())
                .contains("match=\"a\", \"b\"");
    }

    @Test
    void unexpected_failure_of_a_route_is_500_without_details() throws Exception {
        HttpResponse<String> response = send(request("/fail").header("X-Request-Id", "req-9"));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"detail\":\"Internal Server Error, request req-9\"}");
    }

    @Test
    void connection_is_closed_after_a_response_during_shutdown() throws Exception {
        ShutdownState shutdown = new ShutdownState();
        HttpServer stopping = start(shutdown);
        shutdown.onShutdown(null);
        assertThat(raw(stopping, "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n").toLowerCase(Locale.ROOT))
                .contains("connection: close");
    }

    private static void echo(RoutingContext routing) {
        cacheIfRequested(routing);
        var body = routing.body().buffer();
        routing.end("accept=" + routing.request().getHeader("Accept") + " type="
                + routing.request().getHeader("Content-Type") + " match="
                + routing.request().getHeader("If-Match") + " q=" + routing.queryParam("q") + " body="
                + (body == null ? 0 : body.length()));
    }

    private static void cacheIfRequested(RoutingContext routing) {
        if (routing.request().getParam("cache") != null) {
            routing.response().putHeader("Cache-Control", "public, max-age=60");
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    }

    private static HttpResponse<String> post(int size, boolean authenticated) throws Exception {
        return post(BodyPublishers.ofByteArray(new byte[size]), authenticated);
    }

    private static HttpResponse<String> chunked(int size, boolean authenticated) throws Exception {
        return post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[size])), authenticated);
    }

    private static HttpResponse<String> post(HttpRequest.BodyPublisher body, boolean authenticated) throws Exception {
        HttpRequest.Builder request = request("/echo").POST(body);
        return send(authenticated ? request.header("Authorization", "Bearer x") : request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request whose body has been sent in part. */
    private static Socket upload(int length, int sent) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.actualPort());
        socket.setSoTimeout(10_000);
        write(
                socket,
                "POST /echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: " + length + "\r\n\r\n"
                        + "x".repeat(sent));
        return socket;
    }

    private static String raw(HttpServer to, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.actualPort())) {
            socket.setSoTimeout(10_000);
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String statusLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\r'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    @SuppressWarnings("unchecked")
    private static <T> Instance<T> instance(T bean) {
        return (Instance<T>) Proxy.newProxyInstance(
                IngressFilterTest.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> method.getName().equals("get") ? bean : Boolean.TRUE);
    }
}
