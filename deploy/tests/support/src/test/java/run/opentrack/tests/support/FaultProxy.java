package run.opentrack.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.local.Ports;

/**
 * Stands before a server on loopback and passes bytes both ways until it is told to do worse. What it says applies to
 * the connections that are open as well as to new ones. {@link #bitten} tells a test that its fault was really met.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final int target;
    private final ServerSocket listener;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong faultsApplied = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private volatile boolean refusing;
    private volatile boolean silent;
    private volatile long delayMillis;
    private volatile int bytesBeforeCut = UNLIMITED;

    private FaultProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(Ports.freePort(), 1_024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** @param target the port of the real server, which need not listen yet */
    public static FaultProxy before(int target) {
        return new FaultProxy(target);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** No fault. Connections that a fault has broken stay broken. */
    public void pass() {
        refusing = false;
        silent = false;
        delayMillis = 0;
        bytesBeforeCut = UNLIMITED;
    }

    /** Each piece of what passes is held back so long. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Nothing passes any more, and nobody is told: a half-open connection. What comes meanwhile is lost. */
    public void blackHole() {
        silent = true;
    }

    /** Open connections are reset (RST), new ones at once. */
    public void reset() {
        refusing = true;
        faultsApplied.addAndGet(connections.size());
        connections.forEach(ProxiedConnection::reset);
    }

    /** Each connection from now on is reset once so many bytes have come from the client. */
    public void cutAfter(int bytes) {
        bytesBeforeCut = bytes;
    }

    /** How often a fault has met a connection or a piece of one. */
    public long faultsApplied() {
        return faultsApplied.get();
    }

    /** How many connections there have been. */
    public long accepted() {
        return accepted.get();
    }

    /** How many are open now. */
    public int open() {
        return connections.size();
    }

    /** How many of those are open that were so at that moment, by {@link System#nanoTime}. */
    public long openSince(long moment) {
        return connections.stream().filter(link -> link.begun - moment < 0).count();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(ProxiedConnection::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    faultsApplied.incrementAndGet();
                    resetNow(client);
                } else {
                    link(client);
                }
            } catch (IOException e) {
                // The door is closed, or the server is not there; the client sees its connection end.
            }
        }
    }

    private void link(Socket client) throws IOException {
        try {
            ProxiedConnection link =
                    new ProxiedConnection(client, new Socket(InetAddress.getLoopbackAddress(), target), bytesBeforeCut);
            connections.add(link);
            daemon(() -> link.copy(client, link.server, true));
            daemon(() -> link.copy(link.server, client, false));
        } catch (IOException e) {
            resetNow(client);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "fault proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void resetNow(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** One client's connection and the one to the server behind it. */
    private final class ProxiedConnection {
        private final Socket client;
        private final Socket server;
        private final long begun = System.nanoTime();
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
                    if (silent) {
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
