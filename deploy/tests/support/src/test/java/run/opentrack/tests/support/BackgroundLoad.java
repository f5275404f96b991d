package run.opentrack.tests.support;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same request again and again in the background, every 40 ms on each thread, until it is closed. */
public final class BackgroundLoad implements AutoCloseable {
    private static final long PAUSE_MILLIS = 40;

    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads;
    private volatile boolean closed;

    private BackgroundLoad(int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
    }

    /** @param request throws when its answer is not the right one */
    public static BackgroundLoad start(int threads, Runnable request) {
        BackgroundLoad load = new BackgroundLoad(threads);
        for (int i = 0; i < threads; i++) {
            load.threads.execute(() -> load.repeat(request));
        }
        return load;
    }

    /** So many requests, as fast as some threads can. */
    public static void runTimes(int threads, int many, Runnable request) {
        AtomicInteger left = new AtomicInteger(many);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> running = java.util.stream.IntStream.range(0, threads)
                .mapToObj(i -> new Thread(() -> {
                    while (left.getAndDecrement() > 0 && failures.isEmpty()) {
                        try {
                            request.run();
                        } catch (Throwable failure) {
                            failures.add(failure);
                        }
                    }
                }))
                .toList();
        running.forEach(Thread::start);
        running.forEach(BackgroundLoad::join);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.peek());
        }
    }

    /** What each took so far. */
    public Collection<Double> millis() {
        return millis;
    }

    public Collection<Throwable> failures() {
        return failures;
    }

    public double percentile(int percent) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(Runnable request) {
        while (!closed) {
            long begin = System.nanoTime();
            try {
                request.run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
            millis.add((System.nanoTime() - begin) / 1e6);
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
