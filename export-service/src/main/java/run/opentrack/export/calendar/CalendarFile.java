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
 * File of competitions or changes, written to disk through a small buffer. It is open only while the buffer is flushed, so
 * that a thousand can be written side by side.
 */
final class CalendarFile {
    private static final int MAX_BUFFER_SIZE = 32 * 1_024;

    private final String name;
    private final String contentType;
    private final Path path;
    private final MessageDigest sha256 = ExportFile.newDigest();
    private final byte[] separator;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private long rows;
    private long bytes;

    /** @param name key without the prefix */
    CalendarFile(String name, String contentType, String header, String separator, Path folder) throws IOException {
        this.name = name;
        this.contentType = contentType;
        this.path = folder.resolve(name);
        this.separator = separator.getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(path.getParent());
        write(header);
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

    boolean isEmpty() {
        return rows == 0;
    }

    /** Writes the footer and returns the file. */
    ExportFile finish(String footer, boolean complete) throws IOException {
        write(footer);
        flush();
        String digest = ExportFile.hex(sha256.digest());
        return new ExportFile(name, path, rows, bytes, digest, contentType, complete, false);
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
