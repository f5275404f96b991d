package run.opentrack.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of access tokens, the same for all services. */
@ConfigMapping(prefix = "opentrack.token")
public interface TokenConfig {
    /** Issuer ({@code iss}) of every token. */
    @WithDefault("https://api.opentrack.run")
    String issuer();

    /** Audience ({@code aud}) of every token. */
    @WithDefault("opentrack-api")
    String audience();

    /** Lifetime of a token: maximum difference between {@code exp} and {@code iat}. */
    @WithDefault("PT24H")
    Duration lifetime();

    /** Tolerated clock difference between two machines. */
    @WithDefault("PT5S")
    Duration skew();
}
