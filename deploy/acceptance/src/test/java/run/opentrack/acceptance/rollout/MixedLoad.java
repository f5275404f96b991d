package run.opentrack.acceptance.rollout;

import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;

/** Reads, creates and logins, all the time, and what became of each. */
final class MixedLoad implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final long BETWEEN_LOGINS_MILLIS = 200;

    /**
     * @param kind read, create or login
     * @param name of the competition to be created
     * @param status 0 where no answer came
     */
    record Outcome(String kind, String name, int status, String answer, long at) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Whether the answer does not say if it was done. */
        boolean isUnknown() {
            return status == 0 || status == 500 || status == 502 || status == 504;
        }
    }

    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Api api;
    private volatile boolean over;

    /** @param email of the person who logs in and creates competitions of Malta */
    MixedLoad(String url, People.Person person) {
        this.api = Api.at(url).as(person.token());
        String id = api.post(Competitions.PATH, Competitions.small("MLT", "2031-05-04"))
                .json()
                .get("id")
                .asText();
        repeat(PAUSE_MILLIS, () -> note("read", null, () -> api.get(Competitions.PATH + id)));
        repeat(PAUSE_MILLIS, () -> note("read", null, () -> api.get(Competitions.PATH + "?limit=20")));
        repeat(PAUSE_MILLIS, this::create);
        repeat(PAUSE_MILLIS, this::create);
        repeat(
                BETWEEN_LOGINS_MILLIS,
                () -> note("login", null, () -> Api.at(url)
                        .form("/api/v1/auth/token", Map.of("username", person.email(), "password", People.PASSWORD))));
    }

    /** Those since a time, by {@link System#nanoTime}. */
    List<Outcome> since(long time) {
        return outcomes.stream().filter(outcome -> outcome.at() >= time).toList();
    }

    List<Outcome> of(String kind) {
        return outcomes.stream().filter(outcome -> outcome.kind().equals(kind)).toList();
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void create() {
        LocalDate day =
                LocalDate.of(2031, 6, 1).plusDays(ThreadLocalRandom.current().nextInt(3_000));
        Map<String, Object> competition = Competitions.small("MLT", day);
        note("create", (String) competition.get("full_name"), () -> api.post(Competitions.PATH, competition));
    }

    private void note(String kind, String name, Supplier<Api.Answer> request) {
        int status = 0;
        String text;
        try {
            Api.Answer answer = request.get();
            status = answer.status();
            text = status < 300 ? "" : answer.toString();
        } catch (UncheckedIOException e) {
            text = e.toString();
        }
        outcomes.add(new Outcome(kind, name, status, text, System.nanoTime()));
    }

    private void repeat(long pauseMillis, Runnable request) {
        Thread thread = new Thread(() -> {
            while (!over) {
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
