package run.opentrack.export.store;

import java.nio.file.Path;

/**
 * File to be published.
 *
 * @param name key without the prefix, {@code euroath/european_calendar_2027.json}
 * @param content path on this machine
 * @param rows number of competitions
 * @param bytes size
 * @param sha256 digest of the content in hexadecimal
 * @param contentType media type
 */
public record ExportFile(String name, Path content, long rows, long bytes, String sha256, String contentType) {
    /** Returns the same content under another name. */
    public ExportFile named(String other) {
        return new ExportFile(other, content, rows, bytes, sha256, contentType);
    }
}
