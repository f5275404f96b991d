package run.opentrack.acceptance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.RawHttp;
import run.opentrack.acceptance.suite.RawHttp.RawAnswer;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** Thousands of requests that nobody meant well: each gets an answer that the contract knows. */
class FuzzTest {
    private static final int WORKERS = 2;
    /** In a country and in years that no other test looks at. */
    private static final String COUNTRY = "FJI";

    private final Suite suite = Suites.shared();
    private final People.Person admin = new People(suite).withGroups("ADMIN_" + COUNTRY);
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, AtomicLong> answers = new ConcurrentSkipListMap<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    @Test
    void every_hostile_request_gets_a_sane_answer() throws Exception {
        int requests = Suites.inFull() ? 100_000 : 2_000;
        long seed = Suites.inFull() ? System.nanoTime() : 20_270_612;
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        List<Future<?>> done = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            Shooter shooter = new Shooter(seed + worker, admin.token(), COUNTRY, target(worker));
            done.add(workers.submit(() -> {
                shoot(shooter, requests / WORKERS);
                return null;
            }));
        }
        for (Future<?> worker : done) {
            worker.get();
        }
        workers.shutdown();
        System.out.printf(
                "fuzz: seed %d, %d requests, %d accepted and read back, slowest %d ms, %d above 2 s, answers %s%n",
                seed, requests, accepted.get(), TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()), slow.get(), answers);
        assertThat(complaints).isEmpty();
        assertThat(accepted.get())
                .as("accepted, so that reading back was tried")
                .isGreaterThan(requests / 50);
        assertThat(slow.get()).as("answers above 2 s").isLessThanOrEqualTo(Suites.inFull() ? 0 : requests / 100);
    }

    private String target(int worker) {
        Map<String, Object> competition = Competitions.small(COUNTRY, "2029-01-0" + (worker + 1));
        return admin.api().post(Competitions.PATH, competition).json().get("id").asText();
    }

    private void shoot(Shooter shooter, int requests) throws IOException {
        try (RawHttp connection = RawHttp.to(suite)) {
            for (int i = 0; i < requests; i++) {
                judge(shooter.next(), connection);
            }
        }
    }

    private void judge(Shot shot, RawHttp connection) throws IOException {
        boolean reused = connection.isOpen();
        long begun = System.nanoTime();
        int wait = shot.whole() ? 30_000 : 200;
        Optional<RawAnswer> answer =
                connection.send(shot.bytes(), wait, shot.method().equals("HEAD"));
        if (answer.isEmpty() && shot.whole() && reused) {
            // The server had closed the connection after the answer before.
            begun = System.nanoTime();
            answer = connection.send(shot.bytes(), wait, shot.method().equals("HEAD"));
        }
        if (!shot.whole()) {
            connection.close();
        } else {
            time(System.nanoTime() - begun);
        }
        String status = answer.map(a -> "" + a.status()).orElse("none");
        answers.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
        if (answer.isEmpty()) {
            if (shot.whole()) {
                complain(shot, "no answer");
            }
            return;
        }
        Judge.complaints(shot, answer.get()).forEach(complaint -> complain(shot, complaint + ": " + status));
        if (shot.writesCompetition() && answer.get().status() < 300) {
            accepted.incrementAndGet();
            Judge.unlike(shot, answer.get()).forEach(difference -> complain(shot, difference));
            readAgain(shot, answer.get());
        }
    }

    private void readAgain(Shot shot, RawAnswer written) throws IOException {
        String id = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(written.body())
                .get("id")
                .asText();
        Api.Answer read = admin.api().get(Competitions.PATH + id);
        if (!read.text().equals(written.text())) {
            complain(shot, "reads " + read + " after " + written);
        }
    }

    private void time(long nanos) {
        slowestNanos.accumulateAndGet(nanos, Math::max);
        if (nanos > TimeUnit.SECONDS.toNanos(2)) {
            slow.incrementAndGet();
        }
    }

    private void complain(Shot shot, String what) {
        if (complaints.size() < 20) {
            complaints.add(what + " for " + shot);
        }
    }
}
