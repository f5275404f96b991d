package run.opentrack.acceptance.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import run.opentrack.acceptance.suite.Api.Answer;

/** Calls that are all made at the same moment: each has its thread and its connection first, then all are let go. */
final class Rush {
    /** What came back, and after how long. */
    record Timed(Answer answer, long millis) {}

    private Rush() {}

    /** @param warmUp opens a connection */
    static List<Timed> of(List<Supplier<Answer>> calls, Runnable warmUp) {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch ready = new CountDownLatch(calls.size());
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Timed>> answers = new ArrayList<>();
            for (Supplier<Answer> call : calls) {
                answers.add(threads.submit(() -> {
                    warmUp.run();
                    ready.countDown();
                    go.await();
                    long begin = System.nanoTime();
                    Answer answer = call.get();
                    return new Timed(answer, (System.nanoTime() - begin) / 1_000_000);
                }));
            }
            ready.await();
            go.countDown();
            List<Timed> all = new ArrayList<>();
            for (Future<Timed> answer : answers) {
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
