package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Request framing as seen by an upstream: ambiguous requests, path traversal and header limits. */
@ConcurrentClass
class FramingTest {
    private static final String PATH = "/api/v1/competitions/";
    private static final String POST = "POST " + PATH + " HTTP/1.1\r\nHost: a\r\n";
    private static final String GET = "GET " + PATH + " HTTP/1.1\r\nHost: a\r\n";
    private static final String HIDDEN = "GET " + PATH + "hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int TIMEOUT_MILLIS = 3_000;

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of());

    private static final StubUpstream UPSTREAM = GATEWAY.upstream();

    @BeforeAll
    static void start() {
        RawSocket.exchange(GATEWAY.port(), GET + "Connection: close\r\n\r\n", TIMEOUT_MILLIS);
    }

    @BeforeEach
    void resetUpstream() {
        UPSTREAM.clearReceived();
        UPSTREAM.handle(StubUpstream.OK);
    }

    @Test
    void ambiguous_requests_are_400_and_close_the_connection() {
        List<String> wrong = new ArrayList<>();
        List<String> payloads = AmbiguousRequests.requests(POST, GET, PATH, HIDDEN);
        assertThat(payloads).hasSizeGreaterThanOrEqualTo(60);
        for (String payload : payloads) {
            UPSTREAM.clearReceived();
            String response = RawSocket.exchange(GATEWAY.port(), payload, TIMEOUT_MILLIS);
            boolean rejected = response.matches("(?s)HTTP/[12][.][0-9] (400|405|414|417|431|501|505) .*")
                    && response.indexOf("HTTP/", 1) < 0
                    && !response.endsWith("[still open]");
            if (!rejected || !UPSTREAM.received().isEmpty()) {
                wrong.add(payload.replace("\r", "\\r").replace("\n", "\\n") + " -> "
                        + response.lines().findFirst().orElse("nothing") + ", forwarded "
                        + UPSTREAM.received().size()
                        + (response.endsWith("[still open]") ? ", still open" : ""));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_broken_body_never_completes_at_an_upstream() {
        List<String> wrong = new ArrayList<>();
        for (String payload : AmbiguousRequests.bodies(POST, HIDDEN)) {
            UPSTREAM.clearReceived();
            String response = RawSocket.exchange(GATEWAY.port(), payload, TIMEOUT_MILLIS);
            if (!UPSTREAM.received().isEmpty() || response.endsWith("[still open]") || response.contains("200")) {
                wrong.add(payload.replace("\r", "\\r").replace("\n", "\\n") + " -> " + response + UPSTREAM.received());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void odd_but_unambiguous_requests_arrive_once() {
        for (String payload : AmbiguousRequests.unambiguous(POST, GET, PATH)) {
            UPSTREAM.clearReceived();
            String response = RawSocket.exchange(GATEWAY.port(), payload, TIMEOUT_MILLIS);
            assertThat(response).as(payload).containsPattern("HTTP/1.[01] 200");
            assertThat(UPSTREAM.received()).as(payload).hasSize(1);
            String head = UPSTREAM.received().get(0).head();
            assertThat(head.toLowerCase()).doesNotContain("expect:").doesNotContain("\nupgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/competitions/../../q/metrics",
                "/api/v1/competitions/%2e%2e/%2e%2e/q/metrics",
                "/api/v1/competitions/%2E./x",
                "/api/v1/competitions%2f..%2fq",
                "/api/v1/competitions//x",
                "//api/v1/competitions/",
                "/api/v1/competitions/;x=1",
                "/api/v1/competitions;/x",
                "/api/v1/competitions/%3bx",
                "/api/v1/competitions/..;/q/health",
                "/api/v1/competitions/..\\q",
                "/api/v1/competitions/%5c..",
                "/api/v1/competitions/%00",
                "/api/v1/competitions/%252e%252e/",
                "/api/v1/competitions/%zz",
                "/api/v1/competitions/.",
                "/api/v1/competitions/./x",
                "/api/v1/competitions/%0d%0aX:y",
                "/api/v1/competitionsx",
                "/API/v1/competitions/",
                "/api/v1/%61uth/jwks",
                "/Q/health",
                "/q/metrics",
                "/%71/metrics",
                "/q/health/ready"
            })
    void path_tricks_reach_nothing(String path) {
        String response = RawSocket.exchange(
                GATEWAY.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", TIMEOUT_MILLIS);
        assertThat(response).startsWith("HTTP/1.1 404 ").contains("{\"detail\":\"Not Found\"}");
        assertThat(UPSTREAM.received()).isEmpty();
    }

    @Test
    void a_hundred_path_traversals_reach_no_upstream() {
        List<String> up = List.of(
                "..",
                "%2e%2e",
                "%2E.",
                ".%2e",
                "..;",
                "..;x=1",
                "%2e%2e;",
                "..%00",
                "..%3b",
                "%252e%252e",
                "..%c0%af",
                "%c0%ae%c0%ae",
                "..%5c",
                "..\\",
                "%uff0e%uff0e");
        List<String> to =
                List.of("/q/metrics", "%2fq%2fhealth", "//q/health", "/;/q/health", "/Q/metrics", "\\q", "/%71/");
        int tried = 0;
        for (String step : up) {
            for (String end : to) {
                path_tricks_reach_nothing("/api/v1/competitions/" + step + "/" + step + "/" + step + end);
                tried++;
            }
        }
        assertThat(tried).isGreaterThanOrEqualTo(100);
    }

    @Test
    void header_limits_are_enforced() {
        assertThat(exchange("GET " + PATH + "?q=" + "a".repeat(4_100) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.0 414");
        assertThat(exchange(GET + "A: " + "a".repeat(21_000) + "\r\n\r\n")).containsPattern("^HTTP/1.[01] 431");
        assertThat(exchange(GET + "A: b\r\n".repeat(101) + "\r\n")).containsPattern("^HTTP/1.[01] 431");
        assertThat(exchange(GET + "A: b\r\n".repeat(98) + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(exchange("GET " + PATH + "?q=" + "a".repeat(3_900)
                        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(UPSTREAM.received()).hasSize(2);
    }

    @Test
    void a_body_over_the_limit_is_413_before_it_is_read() {
        assertThat(exchange(POST + "Content-Length: 1048577\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(exchange("POST /api/v1/auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 8193\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange(POST + "Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(UPSTREAM.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1.1, true", "1.0, false"})
    void only_http_1_1_gets_100_continue(String version, boolean expected) {
        String request = "POST " + PATH + " HTTP/" + version
                + "\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send(request);
            // An HTTP/1.0 client sends its body at once.
            client.send("hello");
            String response = client.readAll(TIMEOUT_MILLIS);
            assertThat(response.contains(" 100 ")).isEqualTo(expected);
            assertThat(response).contains(" 200 ");
        }
        assertThat(UPSTREAM.received()).hasSize(1);
    }

    @Test
    void a_body_of_unknown_length_is_stopped_at_the_limit() {
        try (RawSocket client = RawSocket.to(GATEWAY.port())) {
            client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "a".repeat(65_536) + "\r\n";
            for (int sent = 0; sent < 17 && client.trySend(chunk); sent++) {
                // Sends until the limit is exceeded.
            }
            assertThat(client.readResponse()).startsWith("HTTP/1.1 413");
        }
        assertThat(UPSTREAM.received()).isEmpty();
    }

    @Test
    void hop_by_hop_headers_pass_in_neither_direction() {
        UPSTREAM.handle((request, connection) -> StubUpstream.respond(
                connection,
                200,
                "Server: x\r\nX-Powered-By: y\r\nKeep-Alive: timeout=5\r\nConnection: x-private\r\nX-Private: 1\r\n"
                        + "Proxy-Authenticate: z\r\nX-Kept: 2\r\n",
                "{}"));
        String response = exchange(GET
                + "Connection: close, x-mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Authorization: b\r\n"
                + "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\nX-User: root\r\n"
                + "X-Groups: SUPERUSER\r\nX-Real-IP: 6.6.6.6\r\nX-Kept: 3\r\nAuthorization: Bearer t\r\n\r\n");
        assertThat(response.toLowerCase()).contains("x-kept: 2", "x-request-id");
        assertThat(response.toLowerCase())
                .doesNotContain("server:", "x-powered-by", "keep-alive", "x-private", "proxy-auth");
        String head = UPSTREAM.received().get(0).head().toLowerCase();
        assertThat(head).contains("x-kept: 3", "authorization: bearer t", "x-forwarded-for: 127.0.0.1\r\n");
        assertThat(head)
                .doesNotContain("6.6.6.6", "evil", "root", "superuser", "x-mine", "keep-alive", "\nte:", "proxy-");
    }

    @Test
    void connection_cannot_remove_protected_headers() {
        for (String name : List.of("authorization", "Authorization", "close, host", "content-length", "if-match")) {
            assertThat(exchange(GET + "Authorization: Bearer t\r\nConnection: " + name + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 400");
        }
        assertThat(UPSTREAM.received()).isEmpty();
    }

    @Test
    void http_2_is_not_supported() {
        assertThat(exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .doesNotContain("200")
                .doesNotEndWith("[still open]");
        String upgraded = exchange(
                GET + "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        assertThat(upgraded).startsWith("HTTP/1.1 200");
    }

    private static String exchange(String request) {
        return RawSocket.exchange(GATEWAY.port(), request, TIMEOUT_MILLIS);
    }
}
