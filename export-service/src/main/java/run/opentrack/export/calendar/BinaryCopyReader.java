package run.opentrack.export.calendar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.postgresql.copy.CopyOut;

/**
 * Reader of {@code COPY … (FORMAT binary)}, the fastest way to read many rows from PostgreSQL. Applies backpressure,
 * keeps one row in memory and does not decode text.
 */
final class BinaryCopyReader {
    /** Signature, flags and the length of an empty extension. */
    private static final int HEADER_BYTES = 19;

    private static final int END = -1;

    /** Consumer of a row's country and JSON. */
    interface JsonConsumer {
        void add(String country, byte[] json, int offset, int size) throws IOException;
    }

    private final CopyOut rows;
    private ByteBuffer message;
    private boolean first = true;

    BinaryCopyReader(CopyOut rows) {
        this.rows = rows;
    }

    /** Moves to the next row, whose fields are then read in order; false after the last. */
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

    /**
     * Passes on the rows of a country and JSON each, unchanged.
     *
     * @param invalid set to which the countries of rows are added whose JSON is not valid
     * @param rowsRead counter of rows
     */
    void copyJson(JsonConsumer target, Set<String> invalid, LongAdder rowsRead) throws IOException, SQLException {
        while (next()) {
            String country = text();
            int size = fieldLength();
            if (ExportedCompetition.isValid(bytes(), position(), size)) {
                target.add(country, bytes(), position(), size);
            } else {
                invalid.add(country);
            }
            rowsRead.increment();
        }
    }

    /** Array that contains the fields of the current row. */
    byte[] bytes() {
        return message.array();
    }

    /** Returns the length of the next field, which starts at {@link #position}. */
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
