package run.opentrack.gateway.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Cache of long responses, each revalidated at the upstream before it is sent. */
@ConfigMapping(prefix = "opentrack.gateway.cache")
public interface CacheConfig {
    /** Maximum memory of all entries. */
    @WithDefault("32M")
    MemorySize maxSize();

    /** Minimum size of an entry: a shorter response costs no more than its revalidation. */
    @WithDefault("8K")
    MemorySize minEntrySize();

    /** Maximum size of an entry, so that one does not evict all others. */
    @WithDefault("4M")
    MemorySize maxEntrySize();
}
