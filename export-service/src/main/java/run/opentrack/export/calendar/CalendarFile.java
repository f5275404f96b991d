package run.opentrack.export.calendar;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import run.opentrack.export.store.PublicFile;

/** A JSON array of competitions that grows row by row on disk; never more than a buffer of it is in memory. */
final class CalendarFile implements AutoCloseable {
    private static final int BUFFER = 16 * 1_024;

    private final String name;
    private final Path path;
    private final MessageDigest sha256;
    private final OutputStream out;
    private long rows;
    private long bytes;

    CalendarFile(String name, Path folder) throws IOException {
        this.name = name;
        this.path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        this.sha256 = newSha256();
        this.out = new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(path), sha256), BUFFER);
    }

    /** @param json a competition */
    void add(String json) throws IOException {
        write(rows == 0 ? "[" : ",");
        write(json);
        rows++;
    }

    /** The whole array, closed. */
    PublicFile finish() throws IOException {
        write(rows == 0 ? "[]" : "]");
        out.close();
        String digest = HexFormat.of().formatHex(sha256.digest());
        return new PublicFile(name, path, rows, bytes, digest, "application/json; charset=utf-8");
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.write(encoded);
        bytes += encoded.length;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
