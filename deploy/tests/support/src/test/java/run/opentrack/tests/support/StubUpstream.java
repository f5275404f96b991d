package run.opentrack.tests.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Upstream stub that records requests byte for byte and lets the test respond. Probes of the gateway get a response, but
 * are not recorded.
 */
public final class StubUpstream implements AutoCloseable {
    /** Response of the test to a request. */
    public interface Handler {
        void handle(ReceivedRequest request, Socket connection) throws IOException;
    }

    /** @param body as received, without chunk headers */
    public record ReceivedRequest(String head, byte[] body) {
        public String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        /** Value of a header, or null. */
        public String header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    public static final Handler OK = (request, connection) -> respond(connection, 200, "", "{\"ok\":true}");

    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger openConnections = new AtomicInteger();
    private volatile Handler script = OK;
    private volatile Handler beforeBodies = (head, connection) -> {};

    public StubUpstream() {
        this(0);
    }

    /** @param port of a stub that was closed before */
    public StubUpstream(int port) {
        try {
            listener = new ServerSocket(port, 1_024, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Sets the handler from the next request on. */
    public void handle(Handler now) {
        script = now;
    }

    /** Sets a handler that is called before the body is read, and before that of {@link #handle}. */
    public void handleHeads(Handler now) {
        beforeBodies = now;
    }

    public List<ReceivedRequest> received() {
        return received;
    }

    public void clearReceived() {
        received.clear();
    }

    /** Number of open connections. */
    public int openConnections() {
        return openConnections.get();
    }

    public static void respond(Socket connection, int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        respond(connection, status, headers, bytes);
    }

    public static void respond(Socket connection, int status, String headers, byte[] body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        connection.getOutputStream().write(all.toByteArray());
    }

    /** Writes the head of a response whose body the test writes. */
    public static void head(Socket connection, int status, String headers) throws IOException {
        connection
                .getOutputStream()
                .write(("HTTP/1.1 " + status + " X\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                openConnections.incrementAndGet();
                daemon(() -> serve(connection));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String head = head(in); head != null; head = head(in)) {
                if (head.contains("opentrack-gateway-probe") || head.startsWith("GET /api/v1/auth/jwks")) {
                    respondToProbe(head, connection);
                    continue;
                }
                beforeBodies.handle(new ReceivedRequest(head, null), connection);
                ReceivedRequest request = new ReceivedRequest(head, body(head, in));
                received.add(request);
                script.handle(request, connection);
            }
        } catch (IOException e) {
            // The gateway closed the connection.
        } finally {
            openConnections.decrementAndGet();
            connections.remove(connection);
        }
    }

    private volatile String jwks = "";

    /** Sets the key set of auth-service. */
    public void serveJwks(String keySet) {
        jwks = keySet;
    }

    private void respondToProbe(String head, Socket connection) throws IOException {
        respond(connection, 200, "", head.contains("jwks") ? jwks : "");
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ending = 0;
        for (int read = in.read(); read >= 0; read = in.read()) {
            head.write(read);
            ending = read == "\r\n\r\n".charAt(ending) ? ending + 1 : read == '\r' ? 1 : 0;
            if (ending == 4) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static byte[] body(String head, InputStream in) throws IOException {
        ReceivedRequest request = new ReceivedRequest(head, null);
        if (request.header("Transfer-Encoding") == null) {
            String length = request.header("Content-Length");
            return in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size >= 0; size = chunkSize(in)) {
            body.writeBytes(in.readNBytes(size));
            in.readNBytes(2);
            if (size == 0) {
                break;
            }
        }
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("cut off");
            }
            line.append((char) read);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "upstream");
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes the listener and all connections, as a lost machine would. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
