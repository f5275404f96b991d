package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;

/** SIGTERM: not ready at once, still there for who has not noticed yet, and no answer is lost. */
class EndTest {
    private static final String LINE = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";

    @Test
    void a_gateway_that_ends_answers_what_it_was_asked_and_says_goodbye() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (PlayedUpstream upstream = new PlayedUpstream();
                GatewayProcess gateway = GatewayProcess.before(Map.of("QUARKUS_SHUTDOWN_DELAY", "3S"), upstream);
                RawSocket kept = RawSocket.to(gateway.port());
                RawSocket waiting = RawSocket.to(gateway.port())) {
            kept.send(LINE + "\r\n");
            assertThat(kept.readAnswer()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("connection: close");
            assertThat(ready(gateway)).isEqualTo(200);
            upstream.plays((request, connection) -> {
                go.join();
                PlayedUpstream.OK.play(request, connection);
            });
            waiting.send(LINE + "\r\n");
            Eventually.within(10, () -> upstream.received().size() == 2);

            Process process = gateway.terminate();
            Eventually.within(2, () -> ready(gateway) == 503);
            upstream.plays(PlayedUpstream.OK);
            assertThat(RawSocket.exchange(gateway.port(), LINE + "\r\n", 2_000))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .doesNotEndWith("[still open]");
            assertThat(kept.isCut(3_000)).as("an idle connection ends").isTrue();
            go.complete(null);
            assertThat(waiting.readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void who_takes_an_answer_slowly_gets_all_of_it_from_a_gateway_that_ends() throws Exception {
        byte[] body = new byte[1_500_000];
        try (PlayedUpstream upstream = new PlayedUpstream();
                GatewayProcess gateway = GatewayProcess.before(Map.of("QUARKUS_SHUTDOWN_DELAY", "1S"), upstream);
                RawSocket first = RawSocket.to(gateway.port());
                RawSocket second = RawSocket.to(gateway.port())) {
            upstream.plays((request, connection) -> PlayedUpstream.answer(connection, 200, "", body));
            first.send(LINE + "\r\n");
            Eventually.within(10, () -> upstream.received().size() == 1);
            gateway.terminate();
            Eventually.within(2, () -> ready(gateway) == 503);
            second.send(LINE + "\r\n");
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> slowly(second));
            assertThat(slowly(first)).isGreaterThan(body.length);
            assertThat(other.join()).isGreaterThan(body.length);
        }
    }

    /** How much came, at some 200 KB/s. */
    private static int slowly(RawSocket client) {
        byte[] piece = new byte[20_000];
        int all = 0;
        try {
            for (int read = client.in().read(piece);
                    read >= 0;
                    read = client.in().read(piece)) {
                all += read;
                Eventually.pause(read / 200);
            }
        } catch (IOException e) {
            // Cut off: what came before it counts.
        }
        return all;
    }

    private static int ready(GatewayProcess gateway) {
        return Api.at(gateway.managementUrl()).get("/q/health/ready").status();
    }
}
