package run.opentrack.tests.support;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Concurrent load. An instance drives raw connections for a fixed time; the static methods run calls in parallel, at the
 * same instant, or repeatedly in the background.
 */
public record LoadGenerator(int port, int clients, Duration duration, Duration pause) {
    /** @param status 0 when no response arrived */
    public record Response(int status, double millis, boolean hasRetryAfter) {}

    /** Clients that send the next request as soon as the response to the last one has arrived. */
    public static LoadGenerator withoutPause(int port, int clients, Duration time) {
        return new LoadGenerator(port, clients, time, Duration.ZERO);
    }

    /** Runs {@code count} calls, at most {@code concurrency} at a time; the results are in call order. */
    public static <T> List<T> run(int count, int concurrency, IntFunction<T> call) {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try {
            List<CompletableFuture<T>> calls = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), threads))
                    .toList();
            return calls.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Starts all calls at the same instant, each on a thread that ran {@code warmUp}, to open its connection, before. */
    public static <T> List<T> simultaneously(List<Supplier<T>> calls, Runnable warmUp) {
        CountDownLatch ready = new CountDownLatch(calls.size());
        return run(calls.size(), calls.size(), i -> {
            warmUp.run();
            ready.countDown();
            try {
                ready.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return calls.get(i).get();
        });
    }

    /**
     * Repeats a request in the background until the result is closed.
     *
     * @param pause between two requests of a thread
     * @param request takes the number of its thread, and throws when it fails
     */
    public static Background start(int threads, Duration pause, IntConsumer request) {
        return new Background().add(threads, pause, request);
    }

    /** Sends requests, each a whole HTTP message, until the duration is over. */
    public List<Response> run(Supplier<String> request) {
        long end = System.nanoTime() + duration.toNanos();
        return run(clients, clients, client -> runClient(request, end)).stream()
                .flatMap(List::stream)
                .toList();
    }

    public static double percentile(List<Response> responses, double share) {
        return percentile(responses.stream().map(Response::millis).toList(), share);
    }

    /** @return NaN for no values */
    public static double percentile(Collection<Double> millis, double share) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    public static List<Response> withStatus(List<Response> responses, int status) {
        return responses.stream()
                .filter(response -> response.status() == status)
                .toList();
    }

    private List<Response> runClient(Supplier<String> request, long end) {
        List<Response> responses = new ArrayList<>();
        RawSocket connection = RawSocket.to(port);
        try {
            do {
                long begin = System.nanoTime();
                String response = exchange(connection, request.get());
                responses.add(parse(response, begin));
                if (response.isEmpty() || response.toLowerCase().contains("connection: close")) {
                    connection.close();
                    connection = RawSocket.to(port);
                }
                Eventually.pause(pause.toMillis());
            } while (System.nanoTime() < end);
        } finally {
            connection.close();
        }
        return responses;
    }

    private static String exchange(RawSocket connection, String request) {
        try {
            connection.send(request);
            return connection.readResponse();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private static Response parse(String response, long begin) {
        int status = response.isEmpty() ? 0 : Integer.parseInt(response.substring(9, 12));
        boolean hasRetryAfter = response.toLowerCase().contains("\r\nretry-after: ");
        return new Response(status, (System.nanoTime() - begin) / 1e6, hasRetryAfter);
    }

    /** Requests that are repeated until {@link #close}, with durations and failures. */
    public static final class Background implements AutoCloseable {
        private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private volatile boolean closed;

        private Background() {}

        /** Repeats another request as well. */
        public Background add(int count, Duration pause, IntConsumer request) {
            for (int i = 0; i < count; i++) {
                int thread = i;
                threads.execute(() -> repeat(pause, () -> request.accept(thread)));
            }
            return this;
        }

        public Collection<Double> millis() {
            return millis;
        }

        public Collection<Throwable> failures() {
            return failures;
        }

        /** Returns when the last response has arrived. */
        @Override
        public void close() {
            closed = true;
            threads.shutdown();
            try {
                threads.awaitTermination(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void repeat(Duration pause, Runnable request) {
            while (!closed) {
                long begin = System.nanoTime();
                try {
                    request.run();
                } catch (Throwable failure) {
                    failures.add(failure);
                }
                millis.add((System.nanoTime() - begin) / 1e6);
                Eventually.pause(pause.toMillis());
            }
        }
    }
}
