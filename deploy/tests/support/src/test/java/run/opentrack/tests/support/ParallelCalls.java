package run.opentrack.tests.support;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Calls of several clients at once. */
public final class ParallelCalls {
    private ParallelCalls() {}

    /** What each call came to, in their order; so many of them at once until all are done. */
    public static <T> List<T> run(int count, int concurrency, IntFunction<T> call) {
        ExecutorService clients = Executors.newFixedThreadPool(concurrency);
        try {
            List<CompletableFuture<T>> calls = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), clients))
                    .toList();
            return calls.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        } finally {
            clients.shutdownNow();
        }
    }
}
