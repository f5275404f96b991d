package run.opentrack.competition.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Streaming of lists that are too long to buffer. Each occupies a database connection until its client has read it. */
@ConfigMapping(prefix = "opentrack.streaming")
public interface StreamingListConfig {
    /** Maximum number of lists streamed at once by a replica; further ones wait for a connection, and then get 503. */
    @WithDefault("5")
    int maxConcurrent();

    /** Maximum duration of a stream, then it is cut off. Until then the database cannot remove deleted rows. */
    @WithDefault("PT15M")
    Duration maxDuration();
}
