package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Upstream that accepts requests and never responds. */
@Isolated
class HangingUpstreamIT {
    private static final String HANGING_REQUEST = "GET /api/v1/exports/ HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HEALTHY_REQUEST = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CLIENTS = 500;
    private static final int ATTEMPTS = 3;
    /** A full run measures nearly as long as the timeout, so that the burst of 500 connects does not dominate. */
    private static final Duration MEASURED = Duration.ofSeconds(TestSuites.isFullRun() ? 4 : 2);

    private static StubUpstream hanging;
    private static StubUpstream healthy;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        hanging = new StubUpstream();
        hanging.handle((request, connection) -> connection.getInputStream().read());
        healthy = new StubUpstream();
        gateway = GatewayProcess.start(Map.of("OPENTRACK_UPSTREAM_EXPORT", "127.0.0.1:" + hanging.port()), healthy);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        hanging.close();
        healthy.close();
    }

    @Test
    void five_hundred_requests_time_out_without_delaying_others() {
        LoadGenerator others = LoadGenerator.withoutPause(gateway.port(), 2, MEASURED);
        others.run(() -> HEALTHY_REQUEST);
        for (int attempt = 1; ; attempt++) {
            double before = LoadGenerator.percentile(others.run(() -> HEALTHY_REQUEST), 0.99);
            CompletableFuture<List<LoadGenerator.Response>> load = CompletableFuture.supplyAsync(
                    () -> LoadGenerator.withoutPause(gateway.port(), CLIENTS, Duration.ZERO)
                            .run(() -> HANGING_REQUEST));
            Eventually.within(10, () -> hanging.openConnections() > 100);
            List<LoadGenerator.Response> results = others.run(() -> HEALTHY_REQUEST);
            assertTimeouts(load.join());
            assertThat(LoadGenerator.withStatus(results, 200)).hasSameSizeAs(results);
            double now = LoadGenerator.percentile(results, 0.99);
            if (now <= (TestSuites.isFullRun() ? 1.5 * before : 3 * before + 20)) {
                return;
            }
            assertThat(attempt).as("p99 %.1f ms, %.1f ms before", now, before).isLessThan(ATTEMPTS);
        }
    }

    private static void assertTimeouts(List<LoadGenerator.Response> responses) {
        assertThat(responses).hasSize(CLIENTS).allSatisfy(response -> {
            assertThat(response.status()).isIn(503, 504);
            assertThat(response.millis()).isLessThan(TestSuites.isFullRun() ? 5_000 : 7_500);
            assertThat(response.status() == 504 || response.hasRetryAfter())
                    .as("503 has Retry-After")
                    .isTrue();
        });
        assertThat(LoadGenerator.withStatus(responses, 504)).hasSizeGreaterThan(100);
    }
}
