package run.opentrack.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.local.Ports;

/**
 * TCP proxy in front of a server on loopback that forwards bytes until a fault is set. Faults apply to open and new
 * connections; {@link #faultsApplied} proves that one took effect.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final int target;
    private final LoopbackListener listener;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong faultsApplied = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean refusing;
    private volatile boolean discarding;
    private volatile long delayMillis;
    private volatile int bytesBeforeCut = UNLIMITED;

    private FaultProxy(int target) {
        this.target = target;
        this.listener = new LoopbackListener(Ports.freePort(), this::serve);
    }

    /** @param target port of the server, which need not listen yet */
    public static FaultProxy before(int target) {
        return new FaultProxy(target);
    }

    public int port() {
        return listener.port();
    }

    /** Ends all faults; broken connections stay broken. */
    public void pass() {
        refusing = false;
        discarding = false;
        delayMillis = 0;
        bytesBeforeCut = UNLIMITED;
    }

    /** Delays each block of bytes. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Discards all bytes without closing: half-open connections. */
    public void discardAll() {
        discarding = true;
    }

    /** Resets (RST) open and new connections. */
    public void reset() {
        refusing = true;
        faultsApplied.addAndGet(connections.size());
        connections.forEach(ProxiedConnection::reset);
    }

    /** Resets each new connection after some bytes from the client. */
    public void cutAfter(int bytes) {
        bytesBeforeCut = bytes;
    }

    /** Number of connections or blocks that a fault affected. */
    public long faultsApplied() {
        return faultsApplied.get();
    }

    /** Number of connections accepted so far. */
    public long accepted() {
        return accepted.get();
    }

    /** Number of open connections. */
    public int open() {
        return connections.size();
    }

    /** Number of open connections that are older than a time of {@link System#nanoTime}. */
    public long openSince(long moment) {
        return connections.stream()
                .filter(connection -> connection.begin - moment < 0)
                .count();
    }

    @Override
    public void close() {
        listener.close();
        connections.forEach(ProxiedConnection::reset);
    }

    private void serve(Socket client) throws IOException {
        accepted.incrementAndGet();
        if (refusing) {
            faultsApplied.incrementAndGet();
            resetNow(client);
        } else {
            link(client);
        }
    }

    private void link(Socket client) throws IOException {
        try {
            ProxiedConnection link =
                    new ProxiedConnection(client, new Socket(InetAddress.getLoopbackAddress(), target), bytesBeforeCut);
            connections.add(link);
            LoopbackListener.startThread(() -> link.copy(client, link.server, true));
            LoopbackListener.startThread(() -> link.copy(link.server, client, false));
        } catch (IOException e) {
            resetNow(client);
        }
    }

    private static void resetNow(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    /** Connection of a client and its connection to the server. */
    private final class ProxiedConnection {
        private final Socket client;
        private final Socket server;
        private final long begin = System.nanoTime();
        private int left;

        ProxiedConnection(Socket client, Socket server, int bytesBeforeCut) throws IOException {
            this.client = client;
            this.server = server;
            this.left = bytesBeforeCut;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void copy(Socket from, Socket to, boolean counted) {
            byte[] piece = new byte[64 * 1_024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    applyDelay();
                    if (discarding) {
                        faultsApplied.incrementAndGet();
                        continue;
                    }
                    int passing = counted && left != UNLIMITED ? Math.min(length, left) : length;
                    out.write(piece, 0, passing);
                    if (counted && left != UNLIMITED) {
                        left -= passing;
                        if (left == 0) {
                            faultsApplied.incrementAndGet();
                            reset();
                            return;
                        }
                    }
                }
                to.shutdownOutput();
            } catch (IOException e) {
                reset();
            } finally {
                if (from.isClosed() || to.isClosed() || (client.isInputShutdown() && server.isInputShutdown())) {
                    connections.remove(this);
                }
            }
            closeWhenBothEnded();
        }

        private void applyDelay() {
            if (delayMillis > 0) {
                faultsApplied.incrementAndGet();
                try {
                    Thread.sleep(delayMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized void closeWhenBothEnded() {
            if (client.isOutputShutdown() && server.isOutputShutdown()) {
                reset();
            }
        }

        void reset() {
            resetNow(client);
            resetNow(server);
            connections.remove(this);
        }
    }
}
