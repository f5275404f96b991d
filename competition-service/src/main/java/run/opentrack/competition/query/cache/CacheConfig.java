package run.opentrack.competition.query.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What of the calendar is held in memory; each read checks that it is still what the database has. */
@ConfigMapping(prefix = "opentrack.cache")
public interface CacheConfig {
    /** The most that countries' years may take; those that are read the most stay. 20 MiB hold 100,000 competitions. */
    @WithDefault("208M")
    MemorySize calendarsMaxSize();

    /** The most that single competitions may take. */
    @WithDefault("32M")
    MemorySize competitionsMaxSize();
}
