package run.opentrack.export.run;

import java.time.Instant;

/**
 * A file that lies in the bucket.
 *
 * @param etag the store's mark of its bytes
 */
record PublishedFile(String name, long rows, long bytes, String sha256, String etag, Instant publishedAt) {}
