package run.opentrack.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import run.opentrack.local.Suite;

/** HTTP client that sends given bytes, also invalid ones. */
public final class RawHttpClient implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;

    private RawHttpClient(int port) {
        this.port = port;
    }

    /** Client for the gateway of a suite. */
    public static RawHttpClient to(Suite suite) {
        return new RawHttpClient(URI.create(suite.describe().gatewayUrl()).getPort());
    }

    public static RawHttpClient to(int port) {
        return new RawHttpClient(port);
    }

    /** Bytes of a request: the head in ISO 8859-1, an empty line, the body. */
    public static byte[] request(String head, byte[] body) {
        byte[] start = (head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /**
     * Sends bytes and reads one response.
     *
     * @return empty if the connection ended or the wait is over
     */
    public Optional<RawResponse> send(byte[] request, int waitMillis, boolean bodyless) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1_024);
        }
        socket.setSoTimeout(waitMillis);
        try {
            socket.getOutputStream().write(request);
        } catch (IOException e) {
            // Rejected before all of it was read; the response may have arrived.
        }
        try {
            RawResponse response = readResponse(bodyless);
            if (response == null || response.closes()) {
                close();
            }
            return Optional.ofNullable(response);
        } catch (SocketTimeoutException e) {
            close();
            return Optional.empty();
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    /** @return true if the connection is open for another request */
    public boolean isOpen() {
        return socket != null;
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Already closed.
        }
        socket = null;
    }

    private RawResponse readResponse(boolean bodyless) throws IOException {
        HttpMessageReader reader = new HttpMessageReader(in);
        String head = reader.head();
        if (!HttpMessageReader.isComplete(head)) {
            return null;
        }
        int status = Integer.parseInt(head.split(" ", 3)[1].substring(0, 3));
        if (status == 100) {
            return readResponse(bodyless);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.lines().skip(1).takeWhile(line -> !line.isEmpty()).forEach(header -> {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        });
        if (bodyless || status == 204 || status == 304) {
            return new RawResponse(status, headers, new byte[0]);
        }
        boolean endsByClose = !headers.containsKey("Content-Length") && !headers.containsKey("Transfer-Encoding");
        return new RawResponse(status, headers, endsByClose ? in.readAllBytes() : reader.body(head));
    }

    /** A response; header names in any case. */
    public record RawResponse(int status, Map<String, String> headers, byte[] body) {
        /** Requires a status; a failure shows the response. */
        public RawResponse requireStatus(int expected) {
            assertThat(status).as(toString()).isEqualTo(expected);
            return this;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean closes() {
            return headers.getOrDefault("Connection", "")
                    .toLowerCase(Locale.ROOT)
                    .contains("close");
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + (text().length() > 500 ? text().substring(0, 500) + "…" : text());
        }
    }
}
