package run.opentrack.competition.duplicate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of override tokens. */
@ConfigMapping(prefix = "opentrack.override")
public interface OverrideTokenConfig {
    /** Signing secret: at least 32 random bytes in base64url, equal on all replicas. */
    String key();

    /** Validity of a token. */
    @WithDefault("P3D")
    Duration lifetime();
}
