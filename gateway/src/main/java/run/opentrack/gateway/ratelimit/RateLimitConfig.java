package run.opentrack.gateway.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Rate limits per client. The limits are those of all gateways together; each enforces its share. */
@ConfigMapping(prefix = "opentrack.gateway.limits")
public interface RateLimitConfig {
    /** Number of gateways; requests are expected to be spread evenly. */
    @WithDefault("1")
    int gateways();

    /** Requests per second of one account with a verified token. */
    @WithDefault("20000")
    int accountRequestsPerSecond();

    /** Requests per second from one address without a verified token. */
    @WithDefault("20000")
    int addressRequestsPerSecond();

    /** Sign-ups per minute from one address. */
    @WithDefault("60")
    int signUpsPerMinute();

    /** Concurrent connections from one address. */
    @WithDefault("1000")
    int connectionsPerAddress();

    /**
     * Trusted proxies as addresses or networks ({@code 10.0.0.0/8}). Only their {@code X-Forwarded-For} is evaluated;
     * their own connections are not limited.
     */
    Optional<List<String>> trustedProxies();
}
