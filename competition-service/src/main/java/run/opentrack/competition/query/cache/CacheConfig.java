package run.opentrack.competition.query.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Cache of competitions in memory; each read checks its version in the database first. */
@ConfigMapping(prefix = "opentrack.cache")
public interface CacheConfig {
    /** Maximum memory for the cached years of countries. 20 MiB hold 100,000 competitions. */
    @WithDefault("208M")
    MemorySize calendarsMaxSize();

    /** Maximum memory for single competitions. */
    @WithDefault("32M")
    MemorySize competitionsMaxSize();
}
