package run.opentrack.competition.duplicate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Override tokens, made and checked by competition-service alone. */
@ConfigMapping(prefix = "opentrack.override")
public interface OverrideTokenConfig {
    /** The secret that signs them: 32 random bytes or more in base64url, the same for all replicas. */
    String key();

    /** How long one holds. */
    @WithDefault("P3D")
    Duration lifetime();
}
