package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Load far above the capacity of an upstream. */
@Isolated
class OverloadIT {
    private static final String GET = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    /** The upstream handles 4 requests at a time in 20 ms each: 200 per second. */
    private static final int CONCURRENT = 4;

    private static final long SERVICE_TIME_MILLIS = 20;
    private static final int CAPACITY = (int) (CONCURRENT * 1_000 / SERVICE_TIME_MILLIS);

    @RegisterExtension
    static final StandaloneGateway STANDALONE = new StandaloneGateway(Map.of());

    private static final StubUpstream UPSTREAM = STANDALONE.upstream();
    private static final GatewayProcess GATEWAY = STANDALONE.gateway();

    @BeforeAll
    static void start() {
        Semaphore permits = new Semaphore(CONCURRENT, true);
        UPSTREAM.handle((request, connection) -> {
            permits.acquireUninterruptibly();
            try {
                Thread.sleep(SERVICE_TIME_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                permits.release();
            }
            StubUpstream.OK.handle(request, connection);
        });
    }

    @Test
    void ten_times_the_capacity_keeps_throughput_and_rejects_the_rest_fast() {
        Duration time = Duration.ofSeconds(TestSuites.isFullRun() ? 30 : 5);
        LoadGenerator.withoutPause(GATEWAY.port(), 16, Duration.ofSeconds(1)).run(() -> GET);
        double peak = rate(
                LoadGenerator.withoutPause(GATEWAY.port(), 16, Duration.ofSeconds(3))
                        .run(() -> GET),
                3);
        List<LoadGenerator.Response> all =
                new LoadGenerator(GATEWAY.port(), 700, time, Duration.ofMillis(100)).run(() -> GET);
        long loadEnd = System.nanoTime();
        List<LoadGenerator.Response> surplus =
                all.stream().filter(response -> response.status() != 200).toList();

        assertThat(all.size() / time.toSeconds())
                .as("offered")
                .isGreaterThan((TestSuites.isFullRun() ? 10 : 4) * CAPACITY);
        // The last responses arrive after the measured time, as their requests were queued.
        assertThat(rate(all, time.toSeconds())).isGreaterThan(0.8 * peak);
        assertThat(surplus).allMatch(response -> response.status() == 503 && response.hasRetryAfter());
        assertThat(LoadGenerator.percentile(surplus, TestSuites.isFullRun() ? 0.99 : 0.5))
                .isLessThan(100);
        Eventually.within(5 - (System.nanoTime() - loadEnd) / 1_000_000_000, () -> {
            long since = System.nanoTime();
            String response =
                    RawSocket.exchange(GATEWAY.port(), GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), 3_000);
            return response.startsWith("HTTP/1.1 200") && System.nanoTime() - since < 500_000_000;
        });
    }

    private static double rate(List<LoadGenerator.Response> responses, long seconds) {
        return LoadGenerator.withStatus(responses, 200).size() / (double) seconds;
    }
}
