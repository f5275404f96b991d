package run.opentrack.acceptance.gateway;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import run.opentrack.acceptance.suite.RawSocket;

/** Clients that each send a request, wait for its answer, and send the next, for some time. */
record Crowd(int port, int clients, Duration time, Duration pause) {
    /** @param status 0 when none came */
    record Answer(int status, double millis, boolean saysWhen) {}

    /** So many that ask without a pause. */
    static Crowd busy(int port, int clients, Duration time) {
        return new Crowd(port, clients, time, Duration.ZERO);
    }

    List<Answer> ask(Supplier<String> request) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<Answer>>> each = new ArrayList<>();
            long end = System.nanoTime() + time.toNanos();
            for (int i = 0; i < clients; i++) {
                each.add(threads.submit(() -> client(request, end)));
            }
            List<Answer> all = new ArrayList<>();
            for (Future<List<Answer>> answers : each) {
                all.addAll(answers.get());
            }
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    static double percentile(List<Answer> answers, double share) {
        double[] sorted = answers.stream().mapToDouble(Answer::millis).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    static List<Answer> of(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).toList();
    }

    private List<Answer> client(Supplier<String> request, long end) throws InterruptedException {
        List<Answer> answers = new ArrayList<>();
        RawSocket connection = RawSocket.to(port);
        try {
            do {
                long since = System.nanoTime();
                String answer = answer(connection, request.get());
                answers.add(read(answer, since));
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

    private static String answer(RawSocket connection, String request) {
        try {
            connection.send(request);
            return connection.readAnswer();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private static Answer read(String answer, long since) {
        int status = answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        boolean saysWhen = answer.toLowerCase().contains("\r\nretry-after: ");
        return new Answer(status, (System.nanoTime() - since) / 1e6, saysWhen);
    }
}
