package run.opentrack.tests.faults;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestCompetitions;

/** Outcome of every request of a load, to be compared with the database by {@link ConsistencyChecker}. */
public final class OperationLog {
    public static final String CREATE = "create";
    private static final List<String> COUNTRIES = List.of("EST", "LVA", "LTU", "FIN", "SWE", "NOR", "DNK", "ISL");
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** After 500, 502, 504 or a broken connection the client cannot know whether the operation was done. */
    public enum Outcome {
        OK,
        FAIL,
        UNKNOWN;

        static Outcome of(int status) {
            if (status >= 200 && status < 300) {
                return OK;
            }
            return status == 0 || status == 500 || status == 502 || status == 504 ? UNKNOWN : FAIL;
        }
    }

    /**
     * @param name of the competition to be created, null for other operations
     * @param status 0 for a broken connection
     * @param retryAfter that header, or null
     * @param at time of the response, by {@link System#nanoTime}
     */
    public record Operation(
            String kind, String name, Outcome outcome, int status, String retryAfter, long at, long millis) {}

    private final Collection<Operation> entries = new ConcurrentLinkedQueue<>();

    /** Threads that create competitions, each in another country, until the result is closed. */
    public LoadGenerator.Background startWriters(ApiClient api, int threads) {
        return LoadGenerator.start(threads, PAUSE, i -> create(api, COUNTRIES.get(i % COUNTRIES.size())));
    }

    public void create(ApiClient api, String country) {
        LocalDate day =
                LocalDate.of(2031, 1, 1).plusDays(ThreadLocalRandom.current().nextInt(3_000));
        Map<String, Object> competition = TestCompetitions.small(country, day);
        send(CREATE, (String) competition.get("full_name"), () -> api.post(TestCompetitions.PATH, competition));
    }

    /** Sends a request and adds its outcome. */
    public void send(String kind, String name, Supplier<Response> request) {
        long begin = System.nanoTime();
        try {
            Response response = request.get();
            add(kind, name, response.status(), response.header("Retry-After"), begin);
        } catch (UncheckedIOException e) {
            add(kind, name, 0, null, begin);
        }
    }

    /** Adds a create whose client closed the connection. */
    public void addDisconnected(String name, long begin) {
        add(CREATE, name, 0, null, begin);
    }

    public List<Operation> entries() {
        return List.copyOf(entries);
    }

    public List<Operation> ofKind(String kind) {
        return entries.stream().filter(entry -> entry.kind().equals(kind)).toList();
    }

    public List<Operation> of(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).toList();
    }

    public long count(Outcome outcome) {
        return of(outcome).size();
    }

    /** Number of successful operations since a time of {@link System#nanoTime}. */
    public long okSince(long time) {
        return of(Outcome.OK).stream().filter(entry -> entry.at() > time).count();
    }

    @Override
    public String toString() {
        return count(Outcome.OK) + " ok, " + count(Outcome.FAIL) + " rejected, " + count(Outcome.UNKNOWN) + " unknown";
    }

    private void add(String kind, String name, int status, String retryAfter, long begin) {
        long now = System.nanoTime();
        entries.add(new Operation(kind, name, Outcome.of(status), status, retryAfter, now, (now - begin) / 1_000_000));
    }
}
