package run.opentrack.export.calendar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a query as PostgreSQL sends them fastest, by {@code COPY … (FORMAT binary)}: it sends while they are
 * read and waits while they are not, and a text's bytes are never decoded. One row is in memory at a time.
 */
final class BinaryCopyReader {
    /** Signature, flags, and the length of an extension that is empty. */
    private static final int HEADER_BYTES = 19;

    private static final int END = -1;

    private final CopyOut rows;
    private ByteBuffer message;
    private boolean first = true;

    BinaryCopyReader(PGConnection connection, String query) throws SQLException {
        rows = connection.getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Goes to the next row; its fields are then read in their order. False after the last. */
    boolean next() throws SQLException {
        byte[] next = rows.readFromCopy();
        if (next == null) {
            return false;
        }
        message = ByteBuffer.wrap(next);
        if (first) {
            message.position(HEADER_BYTES);
            first = false;
        }
        if (message.getShort() == END) {
            rows.readFromCopy();
            return false;
        }
        return true;
    }

    /** The bytes in which the fields lie. */
    byte[] bytes() {
        return message.array();
    }

    /** The length of the next field, which begins at {@link #position}. */
    int fieldLength() {
        return message.getInt();
    }

    int position() {
        return message.position();
    }

    String text() {
        int size = fieldLength();
        String text = new String(message.array(), message.position(), size, StandardCharsets.UTF_8);
        message.position(message.position() + size);
        return text;
    }

    int int4() {
        fieldLength();
        return message.getInt();
    }

    long int8() {
        fieldLength();
        return message.getLong();
    }
}
