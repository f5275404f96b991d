package run.opentrack.export.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * File to be published.
 *
 * @param name key without the prefix, {@code euroath/european_calendar_2027.json}
 * @param content path on this machine
 * @param rows number of competitions or changes
 * @param bytes size
 * @param sha256 digest of the content in hexadecimal
 * @param contentType media type
 * @param complete false if a competition or change of it could not be written, so that it must not be published
 * @param mayShrink true for a file of a period, which loses rows as time passes
 */
public record ExportFile(
        String name,
        Path content,
        long rows,
        long bytes,
        String sha256,
        String contentType,
        boolean complete,
        boolean mayShrink) {
    /** Writes the content and describes it. */
    public static ExportFile write(
            String name, Path path, long rows, byte[] content, String contentType, boolean complete)
            throws IOException {
        Files.write(path, content);
        String digest = hex(newDigest().digest(content));
        return new ExportFile(name, path, rows, content.length, digest, contentType, complete, false);
    }

    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** Returns the same content under another name. */
    public ExportFile named(String other) {
        return new ExportFile(other, content, rows, bytes, sha256, contentType, complete, mayShrink);
    }

    /** Returns the file as one of a period. */
    public ExportFile ofPeriod() {
        return new ExportFile(name, content, rows, bytes, sha256, contentType, complete, true);
    }
}
