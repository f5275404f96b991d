package run.opentrack.database.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the security data refresh. */
@ConfigMapping(prefix = "opentrack.security")
public interface SecurityConfig {
    /**
     * Interval at which signing keys and revocations are read. A revoked token is rejected at most this much later for
     * reads, at once for writes.
     */
    @WithDefault("PT10S")
    Duration refreshInterval();
}
