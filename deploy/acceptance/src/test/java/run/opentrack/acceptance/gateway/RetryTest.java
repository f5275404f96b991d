package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;
import run.opentrack.acceptance.suite.Suites;

/** What is sent again when an upstream dies, and what never is. */
class RetryTest {
    private static final int PATIENCE = 8_000;
    private static final PlayedUpstream.Script DIES = (request, connection) -> connection.close();
    private static final PlayedUpstream.Script DIES_WITHIN_ITS_ANSWER =
            (request, connection) -> diesAfter(connection, "a".repeat(500_000));
    private static final PlayedUpstream.Script DIES_AFTER_A_FEW_BYTES =
            (request, connection) -> diesAfter(connection, "half");

    private PlayedUpstream first;
    private PlayedUpstream second;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        first = new PlayedUpstream();
        second = new PlayedUpstream();
        gateway = GatewayProcess.before(Map.of(), first, second);
    }

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    @Test
    void a_write_that_got_no_answer_is_502_and_was_sent_once() {
        first.plays(DIES);
        second.plays(DIES);
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            int before = sent();
            assertThat(ask(method, "once")).startsWith("HTTP/1.1 502").contains("{\"detail\":");
            assertThat(sent() - before).as(method).isOne();
        }
    }

    @Test
    void a_write_on_a_kept_connection_that_just_ended_is_not_sent_again() {
        PlayedUpstream.Script diesAtTheSecond = new PlayedUpstream.Script() {
            private final Map<Object, Boolean> seen = new ConcurrentHashMap<>();

            @Override
            public void play(PlayedUpstream.Received request, Socket connection) throws IOException {
                if (seen.put(connection, true) == null) {
                    PlayedUpstream.OK.play(request, connection);
                } else {
                    connection.close();
                }
            }
        };
        first.plays(diesAtTheSecond);
        second.plays(diesAtTheSecond);
        for (int i = 0; i < 20; i++) {
            int before = sent();
            ask("POST", "kept");
            assertThat(sent() - before).isOne();
        }
    }

    @Test
    void a_read_that_got_no_answer_is_sent_once_to_the_other_replica() {
        first.plays(DIES);
        for (int i = 0; i < 20; i++) {
            int before = sent();
            assertThat(ask("GET", "again")).startsWith("HTTP/1.1 200");
            assertThat(sent() - before).isLessThanOrEqualTo(2);
        }
        assertThat(first.received()).as("the fault was met").isNotEmpty();
        second.plays(DIES);
        int before = sent();
        assertThat(ask("GET", "twice")).startsWith("HTTP/1.1 502");
        assertThat(sent() - before).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void an_answer_that_has_begun_is_cut_off_and_never_asked_for_again(String method) {
        first.plays(DIES_WITHIN_ITS_ANSWER);
        second.plays(DIES_WITHIN_ITS_ANSWER);
        String answer = ask(method, "begun");
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .doesNotContain("still open")
                .hasSizeLessThan(600_000);
        assertThat(answer.indexOf("HTTP/1.1", 1)).isNegative();
        assertThat(sent()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void an_answer_of_which_nothing_was_passed_on_is_502(String method) {
        first.plays(DIES_AFTER_A_FEW_BYTES);
        second.plays(DIES_AFTER_A_FEW_BYTES);
        assertThat(ask(method, "few"))
                .startsWith("HTTP/1.1 502")
                .contains("{\"detail\":")
                .doesNotContain("half");
        assertThat(sent()).isOne();
    }

    @Test
    void what_no_replica_took_goes_to_another_whatever_its_method() {
        first.close();
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "GET")) {
            for (int i = 0; i < 4; i++) {
                assertThat(ask(method, "refused")).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(second.received()).hasSize(20);
        second.close();
        // Until the gateway has seen its connection end, a request that went into it is one that broke off.
        Eventually.within(5, () -> ask("POST", "nobody").startsWith("HTTP/1.1 503"));
        assertThat(ask("POST", "nobody")).startsWith("HTTP/1.1 503").containsIgnoringCase("\r\nretry-after: ");
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "413, 2"})
    void only_an_answer_that_is_no_refusal_can_say_that_a_replica_leaves(int status, int later) {
        PlayedUpstream.Script ends =
                (request, connection) -> PlayedUpstream.answer(connection, status, "Connection: close\r\n", "{}");
        first.plays(ends);
        // A probe that answers between two of these requests wakes it: then the next round tells.
        Eventually.within(5, () -> {
            ask("GET", "ends");
            ask("GET", "ends");
            int before = first.received().size();
            for (int i = 0; i < 4; i++) {
                ask("GET", "later");
            }
            return first.received().size() - before == later;
        });
    }

    @Test
    void no_write_arrives_twice_and_no_read_fails_while_replicas_are_killed() throws InterruptedException {
        int requests = Suites.inFull() ? 10_000 : 1_500;
        List<PlayedUpstream> all = new ArrayList<>(List.of(first, second));
        Map<Integer, String> answers = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread killer = new Thread(() -> kill(all, over));
        killer.start();
        AtomicInteger next = new AtomicInteger();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> {
                    for (int id = next.getAndIncrement(); id < requests; id = next.getAndIncrement()) {
                        answers.put(id, ask(id % 2 == 0 ? "GET" : "POST", "n" + id));
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
        judge(requests, answers, all);
        all.forEach(PlayedUpstream::close);
    }

    private static void judge(int requests, Map<Integer, String> answers, List<PlayedUpstream> all) {
        Map<String, Integer> arrivals = new HashMap<>();
        all.forEach(upstream -> upstream.received()
                .forEach(request -> arrivals.merge(request.line().split("[?/ ]")[5], 1, Integer::sum)));
        List<String> wrong = new ArrayList<>();
        int lost = 0;
        for (int id = 0; id < requests; id++) {
            boolean read = id % 2 == 0;
            boolean answered = answers.get(id).startsWith("HTTP/1.1 200");
            int arrived = arrivals.getOrDefault("n" + id, 0);
            lost += answered ? 0 : 1;
            if (arrived > (read ? 2 : 1) || answered && arrived == 0 || read && !answered) {
                wrong.add(id + " arrived " + arrived + " times: " + answers.get(id));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(all).as("replicas were killed").hasSizeGreaterThan(6);
        assertThat(lost).isLessThan(requests / 4);
    }

    /** One after the other, so that there is always one; each comes back where it was. */
    private static void kill(List<PlayedUpstream> all, AtomicBoolean over) {
        int[] ports = {all.get(0).port(), all.get(1).port()};
        PlayedUpstream[] now = {all.get(0), all.get(1)};
        for (int turn = 0; !over.get(); turn++) {
            int victim = turn % 2;
            pause(100);
            now[victim].close();
            pause(20);
            now[victim] = new PlayedUpstream(ports[victim]);
            all.add(now[victim]);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void diesAfter(Socket connection, String part) throws IOException {
        connection.getOutputStream().write(("HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n" + part).getBytes());
        connection.close();
    }

    private int sent() {
        return first.received().size() + second.received().size();
    }

    private String ask(String method, String id) {
        return RawSocket.exchange(
                gateway.port(),
                method + " /api/v1/competitions/" + id + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                        + (method.equals("GET") ? "" : "Content-Length: 2\r\n") + "\r\n"
                        + (method.equals("GET") ? "" : "{}"),
                PATIENCE);
    }
}
