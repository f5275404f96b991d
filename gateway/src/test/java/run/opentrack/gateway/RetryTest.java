package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.server.EmbeddedGateway;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestSuites;

/** Retries after upstream failures. */
class RetryTest {
    private static final int TIMEOUT_MILLIS = 8_000;

    /** Starts of replicas: the two at first, and one after each kill. */
    private static final int MIN_STARTS = 7;

    private static final StubUpstream.Handler CLOSES = (request, connection) -> connection.close();
    private static final StubUpstream.Handler CLOSES_MID_RESPONSE =
            (request, connection) -> closeAfter(connection, "a".repeat(500_000));
    private static final StubUpstream.Handler CLOSES_AFTER_FEW_BYTES =
            (request, connection) -> closeAfter(connection, "half");

    private StubUpstream first;
    private StubUpstream second;
    private EmbeddedGateway gateway;

    @BeforeEach
    void start() {
        first = new StubUpstream();
        second = new StubUpstream();
        gateway = new EmbeddedGateway(Map.of(), first, second);
    }

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    @Test
    void a_write_without_response_is_502_and_sent_once() {
        first.handle(CLOSES);
        second.handle(CLOSES);
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            int before = receivedCount();
            assertThat(exchange(method, "once")).startsWith("HTTP/1.1 502").contains("{\"detail\":");
            assertThat(receivedCount() - before).as(method).isOne();
        }
    }

    @Test
    void a_write_on_a_just_closed_keep_alive_connection_is_not_retried() {
        StubUpstream.Handler diesAtTheSecond = new StubUpstream.Handler() {
            private final Map<Object, Boolean> seen = new ConcurrentHashMap<>();

            @Override
            public void handle(StubUpstream.ReceivedRequest request, Socket connection) throws IOException {
                if (seen.put(connection, true) == null) {
                    StubUpstream.OK.handle(request, connection);
                } else {
                    connection.close();
                }
            }
        };
        first.handle(diesAtTheSecond);
        second.handle(diesAtTheSecond);
        for (int i = 0; i < 20; i++) {
            int before = receivedCount();
            exchange("POST", "kept");
            assertThat(receivedCount() - before).isOne();
        }
    }

    @Test
    void a_read_without_response_is_retried_once_on_another_replica() {
        first.handle(CLOSES);
        for (int i = 0; i < 20; i++) {
            int before = receivedCount();
            assertThat(exchange("GET", "again")).startsWith("HTTP/1.1 200");
            assertThat(receivedCount() - before).isLessThanOrEqualTo(2);
        }
        assertThat(first.received()).as("requests to the failing upstream").isNotEmpty();
        second.handle(CLOSES);
        int before = receivedCount();
        assertThat(exchange("GET", "twice")).startsWith("HTTP/1.1 502");
        assertThat(receivedCount() - before).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a_started_response_is_aborted_and_never_retried(String method) {
        first.handle(CLOSES_MID_RESPONSE);
        second.handle(CLOSES_MID_RESPONSE);
        String response = exchange(method, "begun");
        assertThat(response)
                .startsWith("HTTP/1.1 200")
                .doesNotContain("still open")
                .hasSizeLessThan(600_000);
        assertThat(response.indexOf("HTTP/1.1", 1)).isNegative();
        assertThat(receivedCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a_response_of_which_nothing_was_relayed_is_502(String method) {
        first.handle(CLOSES_AFTER_FEW_BYTES);
        second.handle(CLOSES_AFTER_FEW_BYTES);
        assertThat(exchange(method, "few"))
                .startsWith("HTTP/1.1 502")
                .contains("{\"detail\":")
                .doesNotContain("half");
        assertThat(receivedCount()).isOne();
    }

    @Test
    void a_refused_connection_is_retried_on_another_replica_for_every_method() {
        first.close();
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "GET")) {
            for (int i = 0; i < 4; i++) {
                assertThat(exchange(method, "refused")).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(second.received()).hasSize(20);
        second.close();
        // Until the gateway notices that its connections are closed, a request on one of them counts as lost.
        Eventually.within(5, () -> exchange("POST", "down").matches("(?si)HTTP/1\\.1 503.*\r\nretry-after: .*"));
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "413, 2"})
    void only_a_successful_response_can_mark_a_replica_as_draining(int status, int later) {
        StubUpstream.Handler ends =
                (request, connection) -> StubUpstream.respond(connection, status, "Connection: close\r\n", "{}");
        first.handle(ends);
        // A health check between two requests ends the ejection; the next round decides then.
        Eventually.within(5, () -> {
            exchange("GET", "ends");
            exchange("GET", "ends");
            int before = first.received().size();
            for (int i = 0; i < 4; i++) {
                exchange("GET", "later");
            }
            return first.received().size() - before == later;
        });
    }

    @Test
    void no_write_arrives_twice_and_no_read_fails_while_replicas_are_killed() throws InterruptedException {
        int requests = TestSuites.isFullRun() ? 10_000 : 1_500;
        List<StubUpstream> all = new CopyOnWriteArrayList<>(List.of(first, second));
        Map<Integer, String> responses = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread killer = new Thread(() -> kill(all, over));
        killer.start();
        AtomicInteger next = new AtomicInteger();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                    for (int id = next.getAndIncrement();
                            id < requests || all.size() < MIN_STARTS;
                            id = next.getAndIncrement()) {
                        responses.put(id, exchange(id % 2 == 0 ? "GET" : "POST", "n" + id));
                    }
                }))
                .limit(8)
                .toList();
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join();
        }
        over.set(true);
        killer.join();
        assertDelivery(responses.size(), responses, all);
        all.forEach(StubUpstream::close);
    }

    private static void assertDelivery(int requests, Map<Integer, String> responses, List<StubUpstream> all) {
        Map<String, Integer> received = new HashMap<>();
        all.forEach(upstream -> upstream.received()
                .forEach(request -> received.merge(request.line().split("[?/ ]")[5], 1, Integer::sum)));
        List<String> wrong = new ArrayList<>();
        int lost = 0;
        for (int id = 0; id < requests; id++) {
            boolean read = id % 2 == 0;
            boolean succeeded = responses.get(id).startsWith("HTTP/1.1 200");
            int arrived = received.getOrDefault("n" + id, 0);
            lost += succeeded ? 0 : 1;
            if (arrived > (read ? 2 : 1) || succeeded && arrived == 0 || read && !succeeded) {
                wrong.add(id + " arrived " + arrived + " times: " + responses.get(id));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lost).isLessThan(requests / 4);
    }

    /** Closes the replicas in turn, so that one is always up; each returns on its port. */
    private static void kill(List<StubUpstream> all, AtomicBoolean over) {
        int[] ports = {all.get(0).port(), all.get(1).port()};
        StubUpstream[] now = {all.get(0), all.get(1)};
        for (int turn = 0; !over.get(); turn++) {
            int closed = turn % 2;
            Eventually.pause(250);
            now[closed].close();
            Eventually.pause(20);
            now[closed] = new StubUpstream(ports[closed]);
            all.add(now[closed]);
        }
    }

    private static void closeAfter(Socket connection, String part) throws IOException {
        connection.getOutputStream().write(("HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n" + part).getBytes());
        connection.close();
    }

    private int receivedCount() {
        return first.received().size() + second.received().size();
    }

    private String exchange(String method, String id) {
        return RawSocket.exchange(
                gateway.port(),
                method + " /api/v1/competitions/" + id + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                        + (method.equals("GET") ? "" : "Content-Length: 2\r\n") + "\r\n"
                        + (method.equals("GET") ? "" : "{}"),
                TIMEOUT_MILLIS);
    }
}
