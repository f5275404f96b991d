package run.opentrack.competition.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Lists that are too long to be read at once: each has a connection to the database for as long as its client takes. */
@ConfigMapping(prefix = "opentrack.streaming")
public interface StreamingListConfig {
    /** How many long lists a replica writes at once; more wait as others do for a connection, and then get 503. */
    @WithDefault("5")
    int maxConcurrent();

    /** How long a client may take for one; then it is cut off. Until then the database keeps what others delete. */
    @WithDefault("PT15M")
    Duration maxDuration();
}
