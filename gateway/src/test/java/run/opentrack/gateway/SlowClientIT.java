package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Clients that send or read single bytes are disconnected after the timeout. */
@ConcurrentClass
class SlowClientIT {
    private static final String GOOD = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    /** Incomplete headers, an incomplete body, and a response that is not read. */
    private static final List<String> INCOMPLETE_REQUESTS = List.of(
            "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nX: ",
            "POST /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
            "GET /api/v1/competitions/large HTTP/1.1\r\nHost: a\r\n\r\n");

    private static final int SLOW_CLIENTS = TestSuites.isFullRun() ? 2_000 : 300;
    private static final long TIMEOUT_SECONDS = TestSuites.isFullRun() ? 10 : 3;
    /**
     * Additional time until the disconnect on a busy machine. A reader that got 503 starts new headers with its next
     * byte, after 5 s, and has the full header timeout again.
     */
    private static final long SLACK_SECONDS = TestSuites.isFullRun() ? 6 : 12;

    private static final long BYTE_INTERVAL_MILLIS = TestSuites.isFullRun() ? 5_000 : 1_000;

    private static final Duration MEASURED = Duration.ofSeconds(TestSuites.isFullRun() ? 8 : 2);

    private static final String TIMEOUT = "PT" + TIMEOUT_SECONDS + "S";

    /** The short run has fewer slow readers, so that the limits must be lower too. */
    private static final String MAX_CONCURRENT = TestSuites.isFullRun() ? "64" : "8";

    private static final String MAX_SUSPENDED = TestSuites.isFullRun() ? "128" : "16";

    @RegisterExtension
    static final StandaloneGateway STANDALONE = new StandaloneGateway(Map.of(
            "OPENTRACK_GATEWAY_CLIENT_HEADER_TIMEOUT",
            TIMEOUT,
            "OPENTRACK_GATEWAY_CLIENT_GRACE_PERIOD",
            TIMEOUT,
            "OPENTRACK_GATEWAY_PROXY_MAX_CONCURRENT",
            MAX_CONCURRENT,
            "OPENTRACK_GATEWAY_PROXY_MAX_SUSPENDED",
            MAX_SUSPENDED));

    private static final StubUpstream UPSTREAM = STANDALONE.upstream();
    private static final GatewayProcess GATEWAY = STANDALONE.gateway();

    @BeforeAll
    static void start() {
        byte[] large = new byte[16 * 1_024 * 1_024];
        UPSTREAM.handle((request, connection) -> {
            if (request.line().contains("large")) {
                // Headers and body are written separately: hundreds of copies would slow down this process.
                StubUpstream.head(connection, 200, "Content-Length: " + large.length + "\r\n");
                connection.getOutputStream().write(large);
            } else {
                StubUpstream.OK.handle(request, connection);
            }
        });
    }

    @Test
    void slow_headers_bodies_and_readers_are_closed_within_the_total_time() {
        LoadGenerator good = LoadGenerator.withoutPause(GATEWAY.port(), 2, MEASURED);
        good.run(() -> GOOD);
        double before = LoadGenerator.percentile(good.run(() -> GOOD), 0.99);
        long files = GATEWAY.openFiles();
        List<RawSocket> slow = connect();
        long since = System.nanoTime();
        try (SlowSender sender = new SlowSender(slow)) {
            // Most connections are accepted soon.
            Eventually.within(TIMEOUT_SECONDS, () -> GATEWAY.openFiles() > files + SLOW_CLIENTS / 2);
            List<LoadGenerator.Response> results = good.run(() -> GOOD);
            long left = TIMEOUT_SECONDS + SLACK_SECONDS - (System.nanoTime() - since) / 1_000_000_000;
            Eventually.within(left, () -> GATEWAY.openFiles() <= files + 10);
            assertThat(slow.stream().filter(connection -> !connection.isCut(5_000)))
                    .isEmpty();
            // A few requests are rejected while hundreds of large responses are requested at once.
            assertThat(results)
                    .allMatch(response ->
                            response.status() == 200 || response.status() == 503 && response.hasRetryAfter());
            assertThat(LoadGenerator.withStatus(results, 200)).hasSizeGreaterThan((int) (0.99 * results.size()));
            assertThat(LoadGenerator.percentile(results, 0.99))
                    .isLessThan(TestSuites.isFullRun() ? 2 * before : 5 * before + 500);
        }
    }

    @Test
    void an_idle_connection_is_closed() {
        try (RawSocket idle = RawSocket.to(GATEWAY.port())) {
            assertThat(idle.isCut((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS + SLACK_SECONDS)))
                    .isTrue();
        }
    }

    @Test
    void a_steady_upload_may_take_longer() {
        try (RawSocket steady = RawSocket.to(GATEWAY.port())) {
            int pieces = 2 * (int) TIMEOUT_SECONDS + 4;
            steady.send("POST /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nContent-Length: " + pieces * 10_000
                    + "\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                steady.send("a".repeat(10_000));
                Eventually.pause(500);
            }
            assertThat(steady.readResponse()).startsWith("HTTP/1.1 200");
        }
    }

    /** Uses several addresses, as one may have 1,000 connections. */
    private static List<RawSocket> connect() {
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_CLIENTS; i++) {
            RawSocket connection = RawSocket.from("127.0.0." + (2 + i / 500), GATEWAY.port());
            connection.trySend(INCOMPLETE_REQUESTS.get(i % INCOMPLETE_REQUESTS.size()));
            slow.add(connection);
        }
        return slow;
    }

    /** Sends single bytes on all connections at an interval. */
    private static final class SlowSender implements AutoCloseable {
        private final List<RawSocket> to;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

        SlowSender(List<RawSocket> to) {
            this.to = to;
            clock.scheduleAtFixedRate(
                    () -> to.forEach(connection -> connection.trySend("a")),
                    BYTE_INTERVAL_MILLIS,
                    BYTE_INTERVAL_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            clock.shutdownNow();
            to.forEach(RawSocket::close);
        }
    }
}
