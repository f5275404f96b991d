package run.opentrack.tests.rollout;

import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;

/** Reads, creates and logins, all the time, and what became of each. */
final class MixedLoad implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final long BETWEEN_LOGINS_MILLIS = 200;

    /**
     * @param kind read, create or login
     * @param name of the competition to be created
     * @param status 0 where no answer came
     */
    record RequestOutcome(String kind, String name, int status, String answer, long at) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** Whether the answer does not say if it was done. */
        boolean isUnknown() {
            return status == 0 || status == 500 || status == 502 || status == 504;
        }
    }

    private final Queue<RequestOutcome> outcomes = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ApiClient api;
    private volatile boolean closed;

    /** @param email of the person who logs in and creates competitions of Malta */
    MixedLoad(String url, TestAccounts.TestAccount person) {
        this.api = ApiClient.at(url).withToken(person.token());
        String id = api.post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2031-05-04"))
                .json()
                .get("id")
                .asText();
        repeat(PAUSE_MILLIS, () -> recordOutcome("read", null, () -> api.get(TestCompetitions.PATH + id)));
        repeat(PAUSE_MILLIS, () -> recordOutcome("read", null, () -> api.get(TestCompetitions.PATH + "?limit=20")));
        repeat(PAUSE_MILLIS, this::create);
        repeat(PAUSE_MILLIS, this::create);
        repeat(
                BETWEEN_LOGINS_MILLIS,
                () -> recordOutcome("login", null, () -> ApiClient.at(url)
                        .form(
                                "/api/v1/auth/token",
                                Map.of("username", person.email(), "password", TestAccounts.PASSWORD))));
    }

    /** Those since a time, by {@link System#nanoTime}. */
    List<RequestOutcome> since(long time) {
        return outcomes.stream().filter(outcome -> outcome.at() >= time).toList();
    }

    List<RequestOutcome> of(String kind) {
        return outcomes.stream().filter(outcome -> outcome.kind().equals(kind)).toList();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void create() {
        LocalDate day =
                LocalDate.of(2031, 6, 1).plusDays(ThreadLocalRandom.current().nextInt(3_000));
        Map<String, Object> competition = TestCompetitions.small("MLT", day);
        recordOutcome(
                "create", (String) competition.get("full_name"), () -> api.post(TestCompetitions.PATH, competition));
    }

    private void recordOutcome(String kind, String name, Supplier<ApiClient.Response> request) {
        int status = 0;
        String text;
        try {
            ApiClient.Response answer = request.get();
            status = answer.status();
            text = status < 300 ? "" : answer.toString();
        } catch (UncheckedIOException e) {
            text = e.toString();
        }
        outcomes.add(new RequestOutcome(kind, name, status, text, System.nanoTime()));
    }

    private void repeat(long pauseMillis, Runnable request) {
        Thread thread = new Thread(() -> {
            while (!closed) {
                request.run();
                try {
                    Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        threads.add(thread);
        thread.start();
    }
}
