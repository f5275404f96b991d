package run.opentrack.gateway.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Long answers that are kept here; each time their upstream is asked whether they still hold. */
@ConfigMapping(prefix = "opentrack.gateway.cache")
public interface CacheConfig {
    /** The most that all of them may take; those that are asked for the most stay. */
    @WithDefault("32M")
    MemorySize maxSize();

    /** Shorter answers are not kept: they are sent as fast as it is said that they hold. */
    @WithDefault("8K")
    MemorySize minEntrySize();

    /** Longer answers are not kept: one must not crowd out all others. */
    @WithDefault("4M")
    MemorySize maxEntrySize();
}
