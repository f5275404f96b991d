package run.opentrack.auth.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits on failed logins. */
@ConfigMapping(prefix = "opentrack.login")
public interface LoginRateLimitConfig {
    /** Failures of one e-mail within the window, after which its logins are rejected. */
    @WithDefault("10")
    int maxFailures();

    /** Failures from one IP address within the window, for any e-mails, after which it is throttled. */
    @WithDefault("100")
    int maxFailuresPerIp();

    /** Interval in which a throttled address has one attempt. */
    @WithDefault("PT1S")
    Duration throttleInterval();

    /** Time for which a failure counts. */
    @WithDefault("PT15M")
    Duration window();
}
