package run.opentrack.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP listener on loopback with a thread for each connection. */
public final class LoopbackListener implements AutoCloseable {
    private static final int BACKLOG = 1_024;

    private final ServerSocket listener;

    /** Serves a connection; its failure is that of the peer. */
    public interface ConnectionHandler {
        void serve(Socket connection) throws IOException;
    }

    /** @param port 0 for any free one */
    public LoopbackListener(int port, ConnectionHandler handler) {
        try {
            listener = new ServerSocket(port, BACKLOG, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startThread(() -> accept(handler));
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept(ConnectionHandler handler) {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                startThread(() -> serve(handler, connection));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private static void serve(ConnectionHandler handler, Socket connection) {
        try {
            handler.serve(connection);
        } catch (IOException e) {
            // The peer is gone.
        }
    }

    /** Starts a daemon thread. */
    public static void startThread(Runnable work) {
        Thread thread = new Thread(work, "loopback");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
