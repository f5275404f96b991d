package run.opentrack.tests.export;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import run.opentrack.local.Ports;
import run.opentrack.tests.support.HttpMessageReader;
import run.opentrack.tests.support.LoopbackListener;

/** Proxy in front of S3 that records PUTs and can reject, cut or pause them. It handles one request per connection. */
final class S3FaultProxy implements AutoCloseable {
    /** Fault applied to PUTs. */
    sealed interface Fault {
        record None() implements Fault {}

        record Status(int code) implements Fault {}

        /** Resets the connection after some bytes of the body. */
        record Cut(int bytes) implements Fault {}

        /** Never responds. */
        record Hang() implements Fault {}
    }

    private static final int MAX_LINGER_MILLIS = 5_000;

    private final List<String> puts = new CopyOnWriteArrayList<>();
    private volatile int target;
    private volatile Fault fault = new Fault.None();
    private volatile PausedPut pausedPut;
    private final LoopbackListener listener = new LoopbackListener(Ports.freePort(), this::serve);

    String url() {
        return "http://127.0.0.1:" + listener.port();
    }

    void forwardTo(int port) {
        target = port;
    }

    /** Applies a fault to every PUT from now on. */
    void puts(Fault applied) {
        fault = applied;
    }

    void clearFault() {
        fault = new Fault.None();
    }

    /** Pauses the next PUT with this end of its key before any of it reaches S3. */
    PausedPut pauseNextPut(String keyEnding) {
        pausedPut = new PausedPut(keyEnding, new CountDownLatch(1), new CountDownLatch(1));
        return pausedPut;
    }

    /** Keys of the PUTs so far. */
    List<String> puts() {
        return List.copyOf(puts);
    }

    void clearPuts() {
        puts.clear();
    }

    @Override
    public void close() {
        listener.close();
    }

    private void serve(Socket client) throws IOException {
        try (client;
                Socket s3 = new Socket(InetAddress.getLoopbackAddress(), target)) {
            String head = new HttpMessageReader(client.getInputStream()).head();
            if (!HttpMessageReader.isComplete(head)) {
                return;
            }
            if (head.startsWith("PUT ")) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String key = head.substring(4, head.indexOf(' ', 4));
                puts.add(key);
                pauseIfRequested(key);
                if (applyFault(client, s3, head)) {
                    return;
                }
            }
            s3.getOutputStream().write(oneRequestOnly(head));
            LoopbackListener.startThread(() -> copyBytes(client, s3));
            s3.getInputStream().transferTo(client.getOutputStream());
            closeOnceRead(client);
        }
    }

    /**
     * Closes a connection after reading the rest: S3 responds before the last chunk, and a reset would discard the
     * response.
     */
    private static void closeOnceRead(Socket client) throws IOException {
        client.shutdownOutput();
        client.setSoTimeout(MAX_LINGER_MILLIS);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void pauseIfRequested(String key) {
        PausedPut requested = pausedPut;
        if (requested != null && key.endsWith(requested.keyEnding())) {
            pausedPut = null;
            requested.reached().countDown();
            await(requested.released());
        }
    }

    /** @return true if a fault consumed the request */
    private boolean applyFault(Socket client, Socket s3, String head) throws IOException {
        if (fault instanceof Fault.Status status) {
            String response = "HTTP/1.1 " + status.code() + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            closeOnceRead(client);
            return true;
        }
        if (fault instanceof Fault.Cut cut) {
            s3.getOutputStream().write(oneRequestOnly(head));
            s3.getOutputStream().write(client.getInputStream().readNBytes(cut.bytes()));
            client.setSoLinger(true, 0);
            s3.setSoLinger(true, 0);
            return true;
        }
        if (fault instanceof Fault.Hang) {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        }
        return false;
    }

    private static byte[] oneRequestOnly(String head) {
        String forwarded = head.replaceAll("(?im)^connection:.*\r\n", "").replaceAll("(?im)^expect:.*\r\n", "");
        return (forwarded.substring(0, forwarded.length() - 2) + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void copyBytes(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The response has arrived, or the client is gone.
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A paused PUT. */
    record PausedPut(String keyEnding, CountDownLatch reached, CountDownLatch released) {
        void resume() {
            released.countDown();
        }
    }
}
