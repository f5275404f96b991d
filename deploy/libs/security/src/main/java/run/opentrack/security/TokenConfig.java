package run.opentrack.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Access tokens, the same for every service of a suite. */
@ConfigMapping(prefix = "opentrack.token")
public interface TokenConfig {
    /** The {@code iss} of every token: which suite it is of. */
    @WithDefault("https://api.opentrack.run")
    String issuer();

    /** The {@code aud} of every token. */
    @WithDefault("opentrack-api")
    String audience();

    /** How long a token lives; at most so far may its {@code exp} lie behind its {@code iat}. */
    @WithDefault("PT24H")
    Duration lifetime();

    /** How far the clocks of two machines may differ. */
    @WithDefault("PT5S")
    Duration skew();
}
