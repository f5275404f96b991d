package run.opentrack.tests.faults;

import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestCompetitions;

/** Clients who create competitions, one after the other each, until they are closed. */
public final class WriteLoad implements AutoCloseable {
    private static final List<String> COUNTRIES = List.of("EST", "LVA", "LTU", "FIN", "SWE", "NOR", "DNK", "ISL");
    private static final int PAUSE_MILLIS = 20;

    private final ApiClient api;
    private final OperationLog history;
    private final List<Thread> threads;
    private volatile boolean closed;

    private WriteLoad(ApiClient api, OperationLog history, int many) {
        this.api = api;
        this.history = history;
        this.threads = IntStream.range(0, many)
                .mapToObj(i -> new Thread(() -> write(COUNTRIES.get(i % COUNTRIES.size())), "writer " + i))
                .toList();
    }

    /** @param api somebody who may create competitions of every country */
    public static WriteLoad start(ApiClient api, OperationLog history, int threadCount) {
        WriteLoad writers = new WriteLoad(api, history, threadCount);
        writers.threads.forEach(Thread::start);
        return writers;
    }

    /** Comes back when the last answer has come. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void write(String country) {
        while (!closed) {
            LocalDate day = LocalDate.of(2031, 1, 1)
                    .plusDays(ThreadLocalRandom.current().nextInt(3_000));
            Map<String, Object> competition = TestCompetitions.small(country, day);
            String name = (String) competition.get("full_name");
            long begin = System.nanoTime();
            try {
                history.recordResponse(name, api.post(TestCompetitions.PATH, competition), begin);
            } catch (UncheckedIOException e) {
                history.recordBrokenConnection(name, begin);
            }
            Eventually.pause(PAUSE_MILLIS);
        }
    }
}
