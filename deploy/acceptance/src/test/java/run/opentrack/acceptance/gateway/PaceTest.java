package run.opentrack.acceptance.gateway;

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
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;
import run.opentrack.acceptance.suite.Suites;

/** Clients that send or take a byte now and then: each holds what it has for so long, and no longer. */
class PaceTest {
    private static final String GOOD = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n\r\n";
    /** The head that is never finished, the body that is not, and the answer that nobody takes. */
    private static final List<String> BEGINNINGS = List.of(
            "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nX: ",
            "POST /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
            "GET /api/v1/competitions/large HTTP/1.1\r\nHost: a\r\n\r\n");

    private static final int SLOW = Suites.inFull() ? 2_000 : 300;
    private static final long ALLOWED_SECONDS = Suites.inFull() ? 10 : 3;
    /**
     * What a cut may come later: the rest of the promise's 15 s, or what a busy machine needs. A reader who was told to come
     * again begins a head with the first byte that it sends then, after 5 s, and has its time for that.
     */
    private static final long SLACK_SECONDS = Suites.inFull() ? 6 : 12;

    private static final long BYTE_EVERY_MILLIS = Suites.inFull() ? 5_000 : 1_000;

    private static final Duration WATCHED = Duration.ofSeconds(Suites.inFull() ? 8 : 2);

    private static final String ALLOWED = "PT" + ALLOWED_SECONDS + "S";

    /** The short form has fewer readers than there are connections to an upstream: it has fewer of these, too. */
    private static final String CONNECTIONS = Suites.inFull() ? "64" : "8";

    private static final String UNTAKEN = Suites.inFull() ? "128" : "16";

    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of(
            "OPENTRACK_GATEWAY_PACE_HEAD",
            ALLOWED,
            "OPENTRACK_GATEWAY_PACE_GRACE",
            ALLOWED,
            "OPENTRACK_GATEWAY_FORWARD_CONNECTIONS",
            CONNECTIONS,
            "OPENTRACK_GATEWAY_FORWARD_UNTAKEN",
            UNTAKEN));

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();

    @BeforeAll
    static void start() {
        byte[] large = new byte[16 * 1_024 * 1_024];
        UPSTREAM.plays((request, connection) -> {
            if (request.line().contains("large")) {
                // In two pieces: hundreds of copies would make this process the slow one.
                PlayedUpstream.head(connection, 200, "Content-Length: " + large.length + "\r\n");
                connection.getOutputStream().write(large);
            } else {
                PlayedUpstream.OK.play(request, connection);
            }
        });
    }

    @Test
    void slow_heads_bodies_and_readers_are_cut_in_total_time_and_disturb_nobody() {
        Crowd good = Crowd.busy(GATEWAY.port(), 2, WATCHED);
        good.ask(() -> GOOD);
        double before = Crowd.percentile(good.ask(() -> GOOD), 0.99);
        long files = GATEWAY.openFiles();
        List<RawSocket> slow = connect();
        long since = System.nanoTime();
        try (Drip drip = new Drip(slow)) {
            // Most are connected at once, as soon as the gateway has got round to them.
            Eventually.within(ALLOWED_SECONDS, () -> GATEWAY.openFiles() > files + SLOW / 2);
            List<Crowd.Answer> beside = good.ask(() -> GOOD);
            long left = ALLOWED_SECONDS + SLACK_SECONDS - (System.nanoTime() - since) / 1_000_000_000;
            Eventually.within(left, () -> GATEWAY.openFiles() <= files + 10);
            assertThat(slow.stream().filter(connection -> !connection.isCut(5_000)))
                    .isEmpty();
            // While hundreds of large answers are asked for at once a few wait in vain for their turn.
            assertThat(beside)
                    .allMatch(answer -> answer.status() == 200 || answer.status() == 503 && answer.saysWhen());
            assertThat(Crowd.of(beside, 200)).hasSizeGreaterThan((int) (0.99 * beside.size()));
            assertThat(Crowd.percentile(beside, 0.99)).isLessThan(Suites.inFull() ? 2 * before : 5 * before + 500);
        }
    }

    @Test
    void a_connection_that_never_says_anything_is_cut() {
        try (RawSocket silent = RawSocket.to(GATEWAY.port())) {
            assertThat(silent.isCut((int) TimeUnit.SECONDS.toMillis(ALLOWED_SECONDS + SLACK_SECONDS)))
                    .isTrue();
        }
    }

    @Test
    void who_sends_steadily_may_take_longer() {
        try (RawSocket steady = RawSocket.to(GATEWAY.port())) {
            int pieces = 2 * (int) ALLOWED_SECONDS + 4;
            steady.send("POST /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\nContent-Length: " + pieces * 10_000
                    + "\r\n\r\n");
            for (int i = 0; i < pieces; i++) {
                steady.send("a".repeat(10_000));
                pause(500);
            }
            assertThat(steady.readAnswer()).startsWith("HTTP/1.1 200");
        }
    }

    /** From several addresses: one may have 1,000 connections. */
    private static List<RawSocket> connect() {
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            RawSocket connection = RawSocket.from("127.0.0." + (2 + i / 500), GATEWAY.port());
            connection.trySend(BEGINNINGS.get(i % BEGINNINGS.size()));
            slow.add(connection);
        }
        return slow;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A byte to each, again and again. */
    private static final class Drip implements AutoCloseable {
        private final List<RawSocket> to;
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

        Drip(List<RawSocket> to) {
            this.to = to;
            clock.scheduleAtFixedRate(
                    () -> to.forEach(connection -> connection.trySend("a")),
                    BYTE_EVERY_MILLIS,
                    BYTE_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            clock.shutdownNow();
            to.forEach(RawSocket::close);
        }
    }
}
