package run.opentrack.tests.support;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Clients that each send a request, wait for its answer, and send the next, for some time. */
public record LoadGenerator(int port, int clients, Duration duration, Duration pause) {
    /** @param status 0 when none came */
    public record Response(int status, double millis, boolean hasRetryAfter) {}

    /** So many that ask without a pause. */
    public static LoadGenerator withoutPause(int port, int clients, Duration time) {
        return new LoadGenerator(port, clients, time, Duration.ZERO);
    }

    public List<Response> run(Supplier<String> request) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<Response>>> each = new ArrayList<>();
            long end = System.nanoTime() + duration.toNanos();
            for (int i = 0; i < clients; i++) {
                each.add(threads.submit(() -> runClient(request, end)));
            }
            List<Response> all = new ArrayList<>();
            for (Future<List<Response>> answers : each) {
                all.addAll(answers.get());
            }
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    public static double percentile(List<Response> answers, double share) {
        double[] sorted =
                answers.stream().mapToDouble(Response::millis).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    public static List<Response> withStatus(List<Response> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).toList();
    }

    private List<Response> runClient(Supplier<String> request, long end) throws InterruptedException {
        List<Response> answers = new ArrayList<>();
        RawSocket connection = RawSocket.to(port);
        try {
            do {
                long since = System.nanoTime();
                String answer = exchange(connection, request.get());
                answers.add(parse(answer, since));
                if (answer.isEmpty() || answer.toLowerCase().contains("connection: close")) {
                    connection.close();
                    connection = RawSocket.to(port);
                }
                Thread.sleep(pause.toMillis());
            } while (System.nanoTime() < end);
        } finally {
            connection.close();
        }
        return answers;
    }

    private static String exchange(RawSocket connection, String request) {
        try {
            connection.send(request);
            return connection.readAnswer();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private static Response parse(String answer, long since) {
        int status = answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        boolean saysWhen = answer.toLowerCase().contains("\r\nretry-after: ");
        return new Response(status, (System.nanoTime() - since) / 1e6, saysWhen);
    }
}
