package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;
import run.opentrack.acceptance.suite.Suites;

/** Far more requests than a service can answer. */
class OverloadTest {
    private static final String GET = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    /** The service answers 4 at a time, each in 20 ms: 200 a second. */
    private static final int AT_A_TIME = 4;

    private static final long EACH_MILLIS = 20;
    private static final int CAPACITY = (int) (AT_A_TIME * 1_000 / EACH_MILLIS);

    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of());

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();

    @BeforeAll
    static void start() {
        Semaphore places = new Semaphore(AT_A_TIME, true);
        UPSTREAM.plays((request, connection) -> {
            places.acquireUninterruptibly();
            try {
                Thread.sleep(EACH_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
            PlayedUpstream.OK.play(request, connection);
        });
    }

    @Test
    void ten_times_the_capacity_is_answered_by_what_there_is_and_at_once_by_503() {
        Duration time = Duration.ofSeconds(Suites.inFull() ? 30 : 5);
        Crowd.busy(GATEWAY.port(), 16, Duration.ofSeconds(1)).ask(() -> GET);
        double peak = rate(Crowd.busy(GATEWAY.port(), 16, Duration.ofSeconds(3)).ask(() -> GET), 3);
        List<Crowd.Answer> all = new Crowd(GATEWAY.port(), 700, time, Duration.ofMillis(100)).ask(() -> GET);
        long calm = System.nanoTime();
        List<Crowd.Answer> surplus =
                all.stream().filter(answer -> answer.status() != 200).toList();

        assertThat(all.size() / time.toSeconds()).as("offered").isGreaterThan((Suites.inFull() ? 10 : 4) * CAPACITY);
        // The last answers come after the time: they waited for their turn.
        assertThat(rate(all, time.toSeconds())).isGreaterThan(0.8 * peak);
        assertThat(surplus).allMatch(answer -> answer.status() == 503 && answer.saysWhen());
        assertThat(Crowd.percentile(surplus, Suites.inFull() ? 0.99 : 0.5)).isLessThan(100);
        Eventually.within(5 - (System.nanoTime() - calm) / 1_000_000_000, () -> {
            long since = System.nanoTime();
            String answer =
                    RawSocket.exchange(GATEWAY.port(), GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), 3_000);
            return answer.startsWith("HTTP/1.1 200") && System.nanoTime() - since < 500_000_000;
        });
    }

    private static double rate(List<Crowd.Answer> answers, long seconds) {
        return Crowd.of(answers, 200).size() / (double) seconds;
    }
}
