package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Response cache: large responses are stored and revalidated at the upstream. */
class CacheRevalidationTest {
    private static final String LONG = "x".repeat(300_000);

    @RegisterExtension
    static final EmbeddedGateway GATEWAY = new EmbeddedGateway(Map.of());

    private static final StubUpstream UPSTREAM = GATEWAY.upstream();
    private static int numbers;

    private final String path = "/api/v1/competitions/?country=GBR&n=" + numbers++;

    @BeforeEach
    void clearReceived() {
        UPSTREAM.clearReceived();
    }

    /** Responds like competition-service: 304 if the client has the current version. */
    private static void respondWithEtag(String etag, String body) {
        UPSTREAM.handle((request, connection) -> {
            boolean known = etag.equals(request.header("If-None-Match"));
            StubUpstream.respond(
                    connection,
                    known ? 304 : 200,
                    "ETag: " + etag + "\r\nLink: </next>; rel=\"next\"\r\n",
                    known ? "" : body);
        });
    }

    private ApiClient.Response get() {
        return ApiClient.at(GATEWAY.url()).get(path);
    }

    private String ifNoneMatchOf(int number) {
        return UPSTREAM.received().get(number).header("If-None-Match");
    }

    private void fillCache() {
        respondWithEtag("W/\"1\"", LONG);
        get();
        get();
        assertThat(get().text()).isEqualTo(LONG);
        assertThat(ifNoneMatchOf(2)).isEqualTo("W/\"1\"");
    }

    @Test
    void a_revalidated_response_is_sent_from_the_cache() {
        fillCache();
        assertThat(ifNoneMatchOf(0)).isNull();
        assertThat(ifNoneMatchOf(1)).isNull();
        ApiClient.Response again = get();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(LONG);
        assertThat(again.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(again.header("Link")).isEqualTo("</next>; rel=\"next\"");
    }

    @Test
    void a_changed_response_is_never_served_stale() {
        fillCache();
        respondWithEtag("W/\"2\"", LONG + "y");
        assertThat(get().text()).isEqualTo(LONG + "y");
        assertThat(get().text()).isEqualTo(LONG + "y");
        assertThat(ifNoneMatchOf(4)).isEqualTo("W/\"2\"");
    }

    @Test
    void aborted_responses_release_their_reserved_memory() {
        respondWithEtag("W/\"1\"", "x".repeat(4_000_000));
        get();
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawSocket client = RawSocket.to(GATEWAY.port());
            client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            slow.add(client);
        }
        Eventually.within(20, () -> UPSTREAM.received().size() == 21);
        slow.forEach(RawSocket::close);
        respondWithEtag("W/\"2\"", LONG);
        Eventually.within(20, () -> {
            get();
            return "W/\"2\"".equals(ifNoneMatchOf(UPSTREAM.received().size() - 1));
        });
    }

    @Test
    void a_rejected_request_gets_nothing_from_the_cache() {
        fillCache();
        UPSTREAM.handle((request, connection) -> StubUpstream.respond(connection, 401, "", "{\"detail\":\"no\"}"));
        ApiClient.Response rejected = get();
        assertThat(rejected.status()).isEqualTo(401);
        assertThat(rejected.text()).isEqualTo("{\"detail\":\"no\"}");
    }

    @Test
    void a_client_with_the_current_etag_gets_304() {
        fillCache();
        ApiClient.Response response =
                ApiClient.at(GATEWAY.url()).with("If-None-Match", "W/\"1\"").get(path);
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.text()).isEmpty();
    }

    @Test
    void each_accept_encoding_is_cached_separately() {
        fillCache();
        ApiClient.at(GATEWAY.url()).with("Accept-Encoding", "gzip").get(path);
        assertThat(ifNoneMatchOf(3)).isNull();
    }

    @Test
    void all_lines_of_accept_encoding_decide_what_is_requested_and_cached() {
        UPSTREAM.handle((request, connection) -> {
            boolean gzip = request.head().toLowerCase().contains("accept-encoding: gzip");
            boolean known = "W/\"1\"".equals(request.header("If-None-Match"));
            StubUpstream.respond(
                    connection,
                    known ? 304 : 200,
                    "ETag: W/\"1\"\r\n" + (gzip && !known ? "Content-Encoding: gzip\r\n" : ""),
                    known ? "" : gzip ? "z".repeat(200_000) : LONG);
        });
        for (int i = 0; i < 3; i++) {
            assertThat(exchange("Accept-Encoding: identity\r\nAccept-Encoding: gzip\r\n"))
                    .contains("\r\ncontent-encoding: gzip", "zzz");
        }
        assertThat(exchange("Accept-Encoding: identity\r\n")).doesNotContain("gzip", "zzz");
        assertThat(exchange("Accept-Encoding: gzip;q=0\r\nAccept-Encoding: identity, br\r\n"))
                .doesNotContain("gzip", "zzz");
        assertThat(UPSTREAM.received())
                .allSatisfy(request -> assertThat(request.head().toLowerCase().split("accept-encoding: "))
                        .hasSize(2));
    }

    @Test
    void a_response_that_depends_on_more_than_the_key_is_not_cached() {
        for (String header : List.of("Content-Encoding: gzip", "Vary: Accept-Encoding, Origin", "Vary: *")) {
            UPSTREAM.handle((request, connection) ->
                    StubUpstream.respond(connection, 200, "ETag: \"1\"\r\n" + header + "\r\n", LONG));
            for (int i = 0; i < 3; i++) {
                exchange("");
            }
        }
        assertThat(UPSTREAM.received()).hasSize(9).noneMatch(request -> request.header("If-None-Match") != null);
    }

    /** @return response with header names in lower case */
    private String exchange(String headers) {
        return RawSocket.exchange(
                        GATEWAY.port(),
                        "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "Connection: close\r\n\r\n",
                        5_000)
                .toLowerCase();
    }

    @Test
    void short_incomplete_or_etagless_responses_are_not_cached() {
        respondWithEtag("W/\"1\"", "short");
        get();
        get();
        get();
        UPSTREAM.handle((request, connection) -> StubUpstream.respond(connection, 200, "", LONG));
        get();
        get();
        get();
        UPSTREAM.handle((request, connection) -> {
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 200 X\r\nContent-Length: 300000\r\nETag: \"1\"\r\n\r\n" + "x".repeat(200_000))
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            connection.close();
        });
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(get().status()).isEqualTo(502);
            } catch (RuntimeException brokenOff) {
                // Expected: the connection is closed.
            }
        }
        respondWithEtag("W/\"1\"", LONG);
        assertThat(get().text()).isEqualTo(LONG);
        assertThat(UPSTREAM.received()).noneMatch(request -> request.header("If-None-Match") != null);
    }
}
