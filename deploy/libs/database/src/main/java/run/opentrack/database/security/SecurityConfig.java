package run.opentrack.database.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service follows keys and accounts. */
@ConfigMapping(prefix = "opentrack.security")
public interface SecurityConfig {
    /**
     * How often it asks the database for signing keys and for accounts that were disabled or changed their password. A
     * revoked token is refused for reading this much later, for writing at once.
     */
    @WithDefault("PT10S")
    Duration refreshInterval();
}
