package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;

/** Long answers that the gateway keeps, and sends again when their upstream says that they still hold. */
class KeptAnswerTest {
    private static final String LONG = "x".repeat(300_000);

    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of());

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();
    private static int numbers;

    private final String path = "/api/v1/competitions/?country=GBR&n=" + numbers++;

    @BeforeEach
    void forget() {
        UPSTREAM.forget();
    }

    /** Answers as the competition service does: 304 to who has this version already. */
    private static void holds(String etag, String body) {
        UPSTREAM.plays((request, connection) -> {
            boolean known = etag.equals(request.header("If-None-Match"));
            PlayedUpstream.answer(
                    connection,
                    known ? 304 : 200,
                    "ETag: " + etag + "\r\nLink: </next>; rel=\"next\"\r\n",
                    known ? "" : body);
        });
    }

    private Api.Answer get() {
        return Api.at(GATEWAY.url()).get(path);
    }

    private String askedWith(int number) {
        return UPSTREAM.received().get(number).header("If-None-Match");
    }

    private void isKept() {
        holds("W/\"1\"", LONG);
        get();
        get();
        assertThat(get().text()).isEqualTo(LONG);
        assertThat(askedWith(2)).isEqualTo("W/\"1\"");
    }

    @Test
    void an_answer_asked_for_again_is_sent_from_here_once_its_upstream_says_that_it_holds() {
        isKept();
        assertThat(askedWith(0)).isNull();
        assertThat(askedWith(1)).isNull();
        Api.Answer again = get();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(LONG);
        assertThat(again.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(again.header("Link")).isEqualTo("</next>; rel=\"next\"");
    }

    @Test
    void an_answer_that_has_changed_is_never_sent_as_it_was() {
        isKept();
        holds("W/\"2\"", LONG + "y");
        assertThat(get().text()).isEqualTo(LONG + "y");
        assertThat(get().text()).isEqualTo(LONG + "y");
        assertThat(askedWith(4)).isEqualTo("W/\"2\"");
    }

    @Test
    void many_who_take_one_answer_slowly_cost_no_copy_each() {
        String body = "x".repeat(4_000_000);
        holds("W/\"1\"", body);
        get();
        long before = GATEWAY.residentKib();
        List<RawSocket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                RawSocket client = RawSocket.to(GATEWAY.port());
                client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                slow.add(client);
            }
            Eventually.within(20, () -> UPSTREAM.received().size() == 61);
            Eventually.pause(1_000);
            assertThat(GATEWAY.residentKib() - before).isLessThan(110 * 1_024);
        } finally {
            slow.forEach(RawSocket::close);
        }
        // Who was broken off gives back what was set aside for its copy.
        forget();
        holds("W/\"2\"", LONG);
        get();
        get();
        assertThat(askedWith(1)).isEqualTo("W/\"2\"");
    }

    @Test
    void who_is_refused_gets_nothing_that_is_kept() {
        isKept();
        UPSTREAM.plays((request, connection) -> PlayedUpstream.answer(connection, 401, "", "{\"detail\":\"no\"}"));
        Api.Answer refused = get();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).isEqualTo("{\"detail\":\"no\"}");
    }

    @Test
    void a_client_that_has_the_answer_is_told_so() {
        isKept();
        Api.Answer answer =
                Api.at(GATEWAY.url()).with("If-None-Match", "W/\"1\"").get(path);
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void other_encodings_are_other_answers() {
        isKept();
        Api.at(GATEWAY.url()).with("Accept-Encoding", "gzip").get(path);
        assertThat(askedWith(3)).isNull();
    }

    @Test
    void nothing_is_kept_that_is_short_or_has_no_etag_or_broke_off() {
        holds("W/\"1\"", "short");
        get();
        get();
        get();
        UPSTREAM.plays((request, connection) -> PlayedUpstream.answer(connection, 200, "", LONG));
        get();
        get();
        get();
        UPSTREAM.plays((request, connection) -> {
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
                // As it should be.
            }
        }
        holds("W/\"1\"", LONG);
        assertThat(get().text()).isEqualTo(LONG);
        assertThat(UPSTREAM.received()).noneMatch(request -> request.header("If-None-Match") != null);
    }
}
