package run.opentrack.tests.faults;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import run.opentrack.tests.support.ApiClient.Response;

/** What became of every request of a test, for {@link ConsistencyChecker} to compare with the database at the end. */
public final class OperationLog {
    /** A 502 or 504, like a connection that breaks, says nothing of whether it was done. */
    public enum Outcome {
        OK,
        FAIL,
        UNKNOWN;

        static Outcome of(int status) {
            if (status >= 200 && status < 300) {
                return OK;
            }
            return status == 500 || status == 502 || status == 504 ? UNKNOWN : FAIL;
        }
    }

    /**
     * @param name of the competition that was to be created
     * @param status 0 where the connection broke
     * @param retryAfter that header, or null
     * @param at when the answer came, by {@link System#nanoTime}
     */
    public record Operation(String name, Outcome outcome, int status, String retryAfter, long at, long millis) {}

    private final Collection<Operation> entries = new ConcurrentLinkedQueue<>();

    public void recordResponse(String name, Response answer, long begin) {
        add(name, Outcome.of(answer.status()), answer.status(), answer.header("Retry-After"), begin);
    }

    public void recordBrokenConnection(String name, long begin) {
        add(name, Outcome.UNKNOWN, 0, null, begin);
    }

    public List<Operation> entries() {
        return List.copyOf(entries);
    }

    public List<Operation> of(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).toList();
    }

    public long count(Outcome outcome) {
        return of(outcome).size();
    }

    /** How many succeeded since then, by {@link System#nanoTime}. */
    public long okSince(long time) {
        return of(Outcome.OK).stream().filter(entry -> entry.at() > time).count();
    }

    @Override
    public String toString() {
        return count(Outcome.OK) + " ok, " + count(Outcome.FAIL) + " refused, " + count(Outcome.UNKNOWN) + " unknown";
    }

    private void add(String name, Outcome outcome, int status, String retryAfter, long begin) {
        long now = System.nanoTime();
        entries.add(new Operation(name, outcome, status, retryAfter, now, (now - begin) / 1_000_000));
    }
}
