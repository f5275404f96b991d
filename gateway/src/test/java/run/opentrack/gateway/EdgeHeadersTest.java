package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Settings of the public address: host names, and the security headers of every response. */
class EdgeHeadersTest {
    private static final String PROXY = "127.0.0.77";

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of(
            "OPENTRACK_GATEWAY_HOSTS",
            "api.example.org, [::1]",
            "OPENTRACK_GATEWAY_HSTS_MAX_AGE",
            "P30D",
            "OPENTRACK_GATEWAY_LIMITS_TRUSTED_PROXIES",
            PROXY));

    private static final String GET =
            "GET /api/v1/competitions/ HTTP/1.1\r\nHost: api.example.org\r\nConnection: close\r\n";

    private static final StubUpstream UPSTREAM = GATEWAY.upstream();

    @ParameterizedTest
    @ValueSource(strings = {"api.example.org", "API.Example.ORG", "api.example.org:8080", "[::1]:80"})
    void allowed_hosts_are_served(String host) {
        assertThat(exchange(host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.org",
                "127.0.0.1",
                "localhost:8080",
                "api.example.org.evil.org",
                "xapi.example.org",
                "example.org",
                "api.example.org.",
                "[::2]"
            })
    void another_host_is_421_and_reaches_no_upstream(String host) {
        UPSTREAM.clearReceived();
        assertThat(exchange(host)).startsWith("HTTP/1.1 421").contains("{\"detail\":");
        assertThat(UPSTREAM.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200, GET /api/v1/competitions/ HTTP/1.1",
        "304, GET /api/v1/competitions/304 HTTP/1.1",
        "502, GET /api/v1/competitions/502 HTTP/1.1",
        "200, GET /api/v1/ping/ HTTP/1.1",
        "405, POST /api/v1/ping/ HTTP/1.1",
        "404, GET /q/metrics HTTP/1.1",
        "404, GET /api/v1/competitions/../q HTTP/1.1",
        "405, TRACE /api/v1/ping/ HTTP/1.1",
        "404, GET /no-such-page HTTP/1.1",
        "400, GET /api/v1/ping/ HTTP/1.9"
    })
    void every_response_forbids_type_guessing_once(int status, String line) {
        UPSTREAM.handle((request, connection) -> {
            if (request.line().contains("502")) {
                connection.close();
            } else {
                StubUpstream.respond(
                        connection,
                        request.line().contains("304") ? 304 : 200,
                        "X-Content-Type-Options: nosniff\r\nStrict-Transport-Security: max-age=1\r\n",
                        "");
            }
        });
        String response = RawSocket.exchange(
                GATEWAY.port(), line + "\r\nHost: api.example.org\r\nConnection: close\r\n\r\n", 5_000);
        assertThat(response).startsWith("HTTP/1.").contains(" " + status + " ");
        assertThat(response.toLowerCase().split("\r\nx-content-type-options: nosniff\r\n", -1))
                .hasSize(2);
        assertThat(response.toLowerCase()).doesNotContain("strict-transport-security");
    }

    /** RFC 9112, section 9.6. */
    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "x-option, close", "close,x-option"})
    void a_connection_is_closed_on_request_beside_other_options(String options) {
        UPSTREAM.handle(StubUpstream.OK);
        String request = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: api.example.org\r\nConnection: " + options;
        assertThat(RawSocket.exchange(GATEWAY.port(), request + "\r\n\r\n", 5_000)
                        .toLowerCase())
                .startsWith("http/1.1 200")
                .contains("\r\nconnection: close\r\n");
    }

    @Test
    void https_responses_carry_hsts_behind_a_trusted_proxy_only() {
        UPSTREAM.handle(StubUpstream.OK);
        assertThat(exchangeFrom(PROXY, "X-Forwarded-Proto: https\r\n"))
                .contains("\r\nstrict-transport-security: max-age=2592000\r\n");
        assertThat(exchangeFrom(PROXY, "X-Forwarded-Proto: http\r\n")).doesNotContain("strict-transport");
        assertThat(exchangeFrom("127.0.0.1", "X-Forwarded-Proto: https\r\n")).doesNotContain("strict-transport");
    }

    private static String exchangeFrom(String address, String header) {
        try (RawSocket client = RawSocket.from(address, GATEWAY.port())) {
            client.send(GET + header + "\r\n");
            return client.readAll(5_000).toLowerCase();
        }
    }

    private static String exchange(String host) {
        return RawSocket.exchange(
                GATEWAY.port(),
                "GET /api/v1/competitions/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
                5_000);
    }
}
