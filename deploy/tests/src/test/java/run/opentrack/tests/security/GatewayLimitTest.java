package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/** Size limits of the gateway. */
class GatewayLimitTest {
    private static final int MIB = 1 << 20;

    private final Suite suite = TestSuites.shared();
    private final RawHttpClient http = RawHttpClient.to(suite);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void headers_of_more_than_20_KiB_are_431() throws IOException {
        requireRejected(431, "GET /api/v1/ping/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + "x".repeat(21 * 1_024));
    }

    @Test
    void more_than_100_headers_are_431() throws IOException {
        requireRejected(431, "GET /api/v1/ping/ HTTP/1.1\r\nHost: 127.0.0.1" + "\r\nX-Many: x".repeat(101));
    }

    @Test
    void a_request_line_of_more_than_4_KiB_is_414() throws IOException {
        requireRejected(414, "GET /api/v1/ping/?" + "x".repeat(4 * 1_024) + " HTTP/1.1\r\nHost: 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/competitions/, 1048577",
        "/api/v1/competitions/test, 1048577",
        "/api/v1/auth/token, 8193",
        "/api/v1/auth/signup, 8193",
        "/api/v1/exports/, 8193"
    })
    void a_body_announced_too_large_is_413_before_it_is_sent(String path, String length) throws IOException {
        requireRejected(
                413,
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + authorization() + "Content-Length: " + length);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/competitions/, 1048576", "/api/v1/auth/signup, 8192"})
    void a_body_of_unknown_length_is_stopped_at_the_limit(String path, int limit) throws IOException {
        String head =
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + authorization() + "Transfer-Encoding: chunked";
        String chunk = Integer.toHexString(limit + 1) + "\r\n" + "x".repeat(limit + 1) + "\r\n";
        // Without a last chunk: the response arrives although the body is unfinished.
        RawResponse response = http.send(
                        RawHttpClient.request(head, chunk.getBytes(StandardCharsets.US_ASCII)), 10_000, false)
                .orElseThrow();
        requireRejected(response, 413);
    }

    @Test
    void a_body_of_the_limit_is_read() throws IOException {
        String start = "{\"full_name\":\"a\",\"country_id\":\"EST\",\"date\":\"2027-01-01\",\"x\":\"";
        byte[] body = (start + "x".repeat(MIB - start.length() - 2) + "\"}").getBytes(StandardCharsets.US_ASCII);
        String head = "POST /api/v1/competitions/test HTTP/1.1\r\nHost: 127.0.0.1\r\n" + authorization()
                + "Content-Length: " + body.length;
        RawResponse response =
                http.send(RawHttpClient.request(head, body), 20_000, false).orElseThrow();
        assertThat(body).hasSize(MIB);
        response.requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/ping/\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "GET /api/v1/ping/ HTTP/1.1\r\nHost: 127.0.0.1\r\nA\u0000: b\r\n\r\n",
                "GET /api/v1/ping/ x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "POST /api/v1/competitions/test HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
                "POST /api/v1/competitions/test HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n"
            })
    void invalid_http_is_400_and_closes_the_connection(String request) throws IOException {
        Optional<RawResponse> response = http.send(request.getBytes(StandardCharsets.ISO_8859_1), 10_000, false);
        requireRejected(response.orElseThrow(), 400);
        assertThat(http.isOpen()).isFalse();
    }

    /** Bytes that a URI must percent-encode, as some clients send them. */
    @ParameterizedTest
    @ValueSource(strings = {"q=G\u00c3\u0096TEBORG", "q=a\\b", "q=a>b", "q=%7Ba|b}"})
    void unencoded_characters_in_a_query_are_accepted(String query) throws IOException {
        String head = "GET /api/v1/competitions/?limit=1&" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + authorization().strip();
        RawResponse response = http.send(RawHttpClient.request(head, new byte[0]), 10_000, false)
                .orElseThrow();
        response.requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "]", "a[b]", "<", ">", "\"", "^", "`", "{id}", "|"})
    void a_path_with_characters_invalid_in_a_uri_is_404(String id) throws IOException {
        for (String method : List.of("GET", "POST", "DELETE")) {
            requireRejected(
                    404,
                    method + " /api/v1/competitions/" + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + authorization().strip());
        }
    }

    private void requireRejected(int status, String head) throws IOException {
        requireRejected(
                http.send(RawHttpClient.request(head, new byte[0]), 10_000, false)
                        .orElseThrow(),
                status);
    }

    private static void requireRejected(RawResponse response, int status) {
        response.requireStatus(status);
        assertThat(response.headers()).containsKey("X-Request-Id").containsEntry("Content-Type", "application/json");
        assertThat(Json.read(response.body()).get("detail").asText()).isNotEmpty();
    }

    private String authorization() {
        return "Authorization: Bearer " + new TestAccounts(suite).superuserToken() + "\r\n";
    }
}
