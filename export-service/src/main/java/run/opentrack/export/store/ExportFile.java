package run.opentrack.export.store;

import java.nio.file.Path;

/**
 * A file that is ready to be published.
 *
 * @param name its key without the prefix, {@code euroath/european_calendar_2027.json}
 * @param content where it lies on this machine
 * @param rows competitions in it
 * @param bytes its length
 * @param sha256 of its content, in hex
 * @param contentType its media type
 */
public record ExportFile(String name, Path content, long rows, long bytes, String sha256, String contentType) {
    /** The same content under another name. */
    public ExportFile named(String other) {
        return new ExportFile(other, content, rows, bytes, sha256, contentType);
    }
}
