package run.opentrack.tests.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** TCP client for arbitrary bytes. */
public final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawSocket to(int port) {
        return from("127.0.0.1", port);
    }

    /** @param source local address, 127.x.y.z */
    public static RawSocket from(String source, int port) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(16 * 1_024);
            socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            socket.setTcpNoDelay(true);
            return new RawSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request and reads until the server closes or the time is over. */
    public static String exchange(int port, String request, int millis) {
        try (RawSocket client = to(port)) {
            client.send(request);
            return client.readAll(millis);
        }
    }

    public void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return false if it could not be sent */
    public boolean trySend(String text) {
        return trySend(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @return false if they could not be sent */
    public boolean trySend(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Reads a response with a Content-Length or in chunks. */
    public String readResponse() {
        try {
            socket.setSoTimeout(20_000);
            HttpMessageReader reader = new HttpMessageReader(in);
            String head = reader.head();
            return HttpMessageReader.isComplete(head)
                    ? head + new String(reader.body(head), StandardCharsets.ISO_8859_1)
                    : head;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads bytes until their number is reached or none arrives for some time. */
    public void read(int count, int millis) {
        try {
            socket.setSoTimeout(millis);
            in.skipNBytes(count);
        } catch (IOException e) {
            // Fewer arrived.
        }
    }

    public String readAll(int millis) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout(millis);
            for (int read = in.read(); read >= 0; read = in.read()) {
                all.write(read);
            }
        } catch (SocketTimeoutException e) {
            all.writeBytes(" [still open]".getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Reset: the bytes before it are the result.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Input stream of the connection. */
    public InputStream in() {
        return in;
    }

    /** @return true if the server closes the connection within some milliseconds; other bytes are ignored */
    public boolean isCut(int millis) {
        return !readAll(millis).endsWith("[still open]");
    }

    /** Resets the connection (RST). */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
