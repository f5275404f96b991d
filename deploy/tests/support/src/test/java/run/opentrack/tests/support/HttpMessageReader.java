package run.opentrack.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads heads and bodies of HTTP/1.1 messages without validating them. */
public record HttpMessageReader(InputStream in) {
    private static final String END = "\r\n\r\n";

    /** Head with its empty line, in ISO 8859-1; what arrived of it if the connection ended. */
    public String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (int read = in.read(); read >= 0; read = in.read()) {
            head.append((char) read);
            if (read == '\n' && isComplete(head)) {
                break;
            }
        }
        return head.toString();
    }

    /** Body of a message with a Content-Length or in chunks, without trailers; empty for another one. */
    public byte[] body(String head) throws IOException {
        if (header(head, "Transfer-Encoding") != null) {
            return chunks();
        }
        String length = header(head, "Content-Length");
        return in.readNBytes(length == null ? 0 : Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = -1; size != 0; ) {
            size = chunkSize();
            body.writeBytes(in.readNBytes(size));
            in.readNBytes(2);
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("cut off");
            }
            line.append((char) read);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    public static boolean isComplete(CharSequence head) {
        return END.contentEquals(head.subSequence(Math.max(0, head.length() - END.length()), head.length()));
    }

    /** Value of a header, or null. */
    public static String header(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }
}
