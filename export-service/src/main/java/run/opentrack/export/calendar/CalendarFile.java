package run.opentrack.export.calendar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import run.opentrack.export.store.ExportFile;

/**
 * Calendar file in one format, written to disk through a small buffer. It is open only while the buffer is flushed, so
 * that a thousand can be written side by side.
 */
final class CalendarFile {
    private static final int MAX_BUFFER_SIZE = 32 * 1_024;

    private final String calendar;
    private final CalendarFormat format;
    private final Path path;
    private final MessageDigest sha256 = ExportFile.newDigest();
    private final byte[] separator;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private long rows;
    private long bytes;

    /** @param calendar name without extension, {@code european_calendar_2027} */
    CalendarFile(String calendar, CalendarFormat format, Path folder) throws IOException {
        this.calendar = calendar;
        this.format = format;
        this.path = folder.resolve(format.fileName(calendar));
        this.separator = format.separator().getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(path.getParent());
        write(format.header(calendar));
    }

    /**
     * Adds a competition.
     *
     * @param competition array that contains its bytes in the format of this file
     */
    void add(byte[] competition, int offset, int size) throws IOException {
        if (rows > 0) {
            write(separator, 0, separator.length);
        }
        write(competition, offset, size);
        rows++;
    }

    /** Writes the footer and returns the file. */
    ExportFile finish(boolean complete) throws IOException {
        write(format.footer(rows == 0));
        flush();
        String digest = ExportFile.hex(sha256.digest());
        return new ExportFile(format.fileName(calendar), path, rows, bytes, digest, format.contentType(), complete);
    }

    private void write(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        write(encoded, 0, encoded.length);
    }

    private void write(byte[] text, int offset, int size) throws IOException {
        if (buffer.size() + size > MAX_BUFFER_SIZE) {
            flush();
        }
        if (size > MAX_BUFFER_SIZE) {
            append(text, offset, size);
        } else {
            buffer.write(text, offset, size);
        }
    }

    private void flush() throws IOException {
        append(buffer.toByteArray(), 0, buffer.size());
        buffer.reset();
    }

    private void append(byte[] text, int offset, int size) throws IOException {
        sha256.update(text, offset, size);
        bytes += size;
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(text, offset, size);
        }
    }
}
