package run.opentrack.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import run.opentrack.tests.support.ApiClient.Response;

/** Calls that are all made at the same moment: each has its thread and its connection first, then all are let go. */
public final class SimultaneousCalls {
    /** What came back, and after how long. */
    public record TimedResponse(Response answer, long millis) {}

    private SimultaneousCalls() {}

    /** @param warmUp opens a connection */
    public static List<TimedResponse> run(List<Supplier<Response>> calls, Runnable warmUp) {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch ready = new CountDownLatch(calls.size());
            CountDownLatch go = new CountDownLatch(1);
            List<Future<TimedResponse>> answers = new ArrayList<>();
            for (Supplier<Response> call : calls) {
                answers.add(threads.submit(() -> {
                    warmUp.run();
                    ready.countDown();
                    go.await();
                    long begin = System.nanoTime();
                    Response answer = call.get();
                    return new TimedResponse(answer, (System.nanoTime() - begin) / 1_000_000);
                }));
            }
            ready.await();
            go.countDown();
            List<TimedResponse> all = new ArrayList<>();
            for (Future<TimedResponse> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
