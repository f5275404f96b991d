package run.opentrack.export.run;

import java.time.Instant;

/**
 * File in the bucket as last published.
 *
 * @param etag entity tag of the store
 */
record PublishedFile(String name, long rows, long bytes, String sha256, String etag, Instant publishedAt) {}
