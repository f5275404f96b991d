package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.Suites;

/** An upstream that takes requests and says nothing. */
class HangingUpstreamTest {
    private static final String TO_THE_HANGING = "GET /api/v1/exports/ HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String TO_ANOTHER = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CROWD = 500;
    private static final int ATTEMPTS = 3;
    /** In full nearly as long as the hanging are waited for: that 500 connect at once is not what is judged. */
    private static final Duration WATCHED = Duration.ofSeconds(Suites.inFull() ? 4 : 2);

    private static PlayedUpstream hanging;
    private static PlayedUpstream good;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        hanging = new PlayedUpstream();
        hanging.plays((request, connection) -> connection.getInputStream().read());
        good = new PlayedUpstream();
        gateway = GatewayProcess.before(Map.of("OPENTRACK_UPSTREAM_EXPORT", "127.0.0.1:" + hanging.port()), good);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        hanging.close();
        good.close();
    }

    @Test
    void five_hundred_requests_to_it_end_in_time_and_delay_nobody_else() {
        Crowd others = Crowd.busy(gateway.port(), 2, WATCHED);
        others.ask(() -> TO_ANOTHER);
        for (int attempt = 1; ; attempt++) {
            double before = Crowd.percentile(others.ask(() -> TO_ANOTHER), 0.99);
            CompletableFuture<List<Crowd.Answer>> crowd = CompletableFuture.supplyAsync(
                    () -> Crowd.busy(gateway.port(), CROWD, Duration.ZERO).ask(() -> TO_THE_HANGING));
            Eventually.within(10, () -> hanging.open() > 100);
            List<Crowd.Answer> beside = others.ask(() -> TO_ANOTHER);
            judge(crowd.join());
            assertThat(Crowd.of(beside, 200)).hasSameSizeAs(beside);
            double now = Crowd.percentile(beside, 0.99);
            if (now <= (Suites.inFull() ? 1.5 * before : 3 * before + 20)) {
                return;
            }
            assertThat(attempt).as("p99 %.1f ms, %.1f ms before", now, before).isLessThan(ATTEMPTS);
        }
    }

    private static void judge(List<Crowd.Answer> answers) {
        assertThat(answers).hasSize(CROWD).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(503, 504);
            assertThat(answer.millis()).isLessThan(Suites.inFull() ? 5_000 : 7_500);
            assertThat(answer.status() == 504 || answer.saysWhen())
                    .as("503 says when to come again")
                    .isTrue();
        });
        assertThat(Crowd.of(answers, 504)).hasSizeGreaterThan(100);
    }
}
