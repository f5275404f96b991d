package run.opentrack.tests.security;

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
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Thousands of malformed requests, each of which gets a response of the contract. */
class FuzzTest {
    private static final int WORKERS = 2;
    /** No other test uses this country. */
    private static final String COUNTRY = "FJI";

    private final Suite suite = TestSuites.shared();
    private final TestAccounts.TestAccount admin = new TestAccounts(suite).withGroups("ADMIN_" + COUNTRY);
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, AtomicLong> responses = new ConcurrentSkipListMap<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    @Test
    void every_malformed_request_gets_a_response_of_the_contract() throws Exception {
        int requests = TestSuites.isFullRun() ? 100_000 : 2_000;
        long seed = TestSuites.isFullRun() ? System.nanoTime() : 20_270_612;
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        List<Future<?>> done = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            RequestFuzzer fuzzer = new RequestFuzzer(seed + worker, admin.token(), COUNTRY, target(worker));
            done.add(workers.submit(() -> {
                sendRequests(fuzzer, requests / WORKERS);
                return null;
            }));
        }
        for (Future<?> worker : done) {
            worker.get();
        }
        workers.shutdown();
        System.out.printf(
                "fuzz: seed %d, %d requests, %d accepted and read back, slowest %d ms, %d above 2 s, responses %s%n",
                seed,
                requests,
                accepted.get(),
                TimeUnit.NANOSECONDS.toMillis(slowestNanos.get()),
                slow.get(),
                responses);
        assertThat(violations).isEmpty();
        assertThat(accepted.get())
                .as("accepted, so that reading back was tried")
                .isGreaterThan(requests / 50);
        assertThat(slow.get())
                .as("responses above 2 s")
                .isLessThanOrEqualTo(TestSuites.isFullRun() ? 0 : requests / 100);
    }

    private String target(int worker) {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "2029-01-0" + (worker + 1));
        return admin.api()
                .post(TestCompetitions.PATH, competition)
                .json()
                .get("id")
                .asText();
    }

    private void sendRequests(RequestFuzzer fuzzer, int requests) throws IOException {
        try (RawHttpClient connection = RawHttpClient.to(suite)) {
            for (int i = 0; i < requests; i++) {
                check(fuzzer.next(), connection);
            }
        }
    }

    private void check(FuzzRequest request, RawHttpClient connection) throws IOException {
        boolean reused = connection.isOpen();
        long begin = System.nanoTime();
        int wait = request.whole() ? 30_000 : 200;
        Optional<RawResponse> response =
                connection.send(request.bytes(), wait, request.method().equals("HEAD"));
        if (response.isEmpty() && request.whole() && reused) {
            // The server closed the connection after the previous response.
            begin = System.nanoTime();
            response = connection.send(request.bytes(), wait, request.method().equals("HEAD"));
        }
        if (!request.whole()) {
            connection.close();
        } else {
            time(System.nanoTime() - begin);
        }
        String status = response.map(a -> "" + a.status()).orElse("none");
        responses.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
        if (response.isEmpty()) {
            if (request.whole()) {
                report(request, "no response");
            }
            return;
        }
        ResponseInvariants.violations(request, response.get())
                .forEach(violation -> report(request, violation + ": " + status));
        if (request.writesCompetition() && response.get().status() < 300) {
            accepted.incrementAndGet();
            ResponseInvariants.roundTripDifferences(request, response.get())
                    .forEach(difference -> report(request, difference));
            verifyStored(request, response.get());
        }
    }

    private void verifyStored(FuzzRequest request, RawResponse written) throws IOException {
        String id = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(written.body())
                .get("id")
                .asText();
        ApiClient.Response read = admin.api().get(TestCompetitions.PATH + id);
        if (!read.text().equals(written.text())) {
            report(request, "reads " + read + " after " + written);
        }
    }

    private void time(long nanos) {
        slowestNanos.accumulateAndGet(nanos, Math::max);
        if (nanos > TimeUnit.SECONDS.toNanos(2)) {
            slow.incrementAndGet();
        }
    }

    private void report(FuzzRequest request, String what) {
        if (violations.size() < 20) {
            violations.add(what + " for " + request);
        }
    }
}
