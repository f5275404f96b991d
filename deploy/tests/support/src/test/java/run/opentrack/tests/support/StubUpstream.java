package run.opentrack.tests.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
            return HttpMessageReader.header(head, name);
        }
    }

    public static final Handler OK = (request, connection) -> respond(connection, 200, "", "{\"ok\":true}");

    private final LoopbackListener listener;
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
        listener = new LoopbackListener(port, this::serve);
    }

    public int port() {
        return listener.port();
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

    private void serve(Socket connection) throws IOException {
        openConnections.incrementAndGet();
        connections.add(connection);
        try (connection) {
            connection.setTcpNoDelay(true);
            HttpMessageReader reader = new HttpMessageReader(new BufferedInputStream(connection.getInputStream()));
            for (String head = reader.head(); HttpMessageReader.isComplete(head); head = reader.head()) {
                if (head.contains("opentrack-gateway-probe") || head.startsWith("GET /api/v1/auth/jwks")) {
                    respondToProbe(head, connection);
                    continue;
                }
                beforeBodies.handle(new ReceivedRequest(head, null), connection);
                ReceivedRequest request = new ReceivedRequest(head, reader.body(head));
                received.add(request);
                script.handle(request, connection);
            }
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

    /** Closes the listener and all connections, as a lost machine would. */
    @Override
    public void close() {
        listener.close();
        try {
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
