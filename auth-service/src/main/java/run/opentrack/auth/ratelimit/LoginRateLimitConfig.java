package run.opentrack.auth.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often somebody may guess. */
@ConfigMapping(prefix = "opentrack.login")
public interface LoginRateLimitConfig {
    /** So many failures for one e-mail within the window, and no further login is tried. */
    @WithDefault("10")
    int maxFailures();

    /** So many failures from one address within the window, whatever the e-mails, and it is slowed down. */
    @WithDefault("100")
    int maxFailuresPerIp();

    /** How often an address that is slowed down may still try. */
    @WithDefault("PT1S")
    Duration throttleInterval();

    /** The window; a failure counts for so long. */
    @WithDefault("PT15M")
    Duration window();
}
