package run.opentrack.competition.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import run.opentrack.database.change.ChangeRetentionConfig;

/** Changes for followers: their retention, and limits of waiting requests and event streams. */
@ConfigMapping(prefix = "opentrack.changes")
public interface ChangeConfig extends ChangeRetentionConfig {
    /** Interval of the query by which a replica looks for changes while requests wait for one. */
    @WithDefault("PT0.2S")
    Duration pollInterval();

    /** Maximum number of requests and event streams that wait for a change at a replica; a further request gets 503. */
    @WithDefault("2000")
    int maxWaiting();

    /** Maximum number of event streams of a replica; beyond that 503. */
    @WithDefault("1000")
    int maxStreams();

    /** Maximum number of event streams of an account at a replica; beyond that 429. */
    @WithDefault("5")
    int maxStreamsPerAccount();
}
