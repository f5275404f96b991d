package run.opentrack.export.run;

import java.time.Instant;

/** A file that lies in the bucket. */
record PublishedFile(String name, long rows, long bytes, String sha256, Instant publishedAt) {}
