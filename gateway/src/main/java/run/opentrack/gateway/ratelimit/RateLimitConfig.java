package run.opentrack.gateway.ratelimit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How much one caller may ask for. The numbers are the suite's; each gateway enforces its share of them. */
@ConfigMapping(prefix = "opentrack.gateway.limits")
public interface RateLimitConfig {
    /** How many gateways there are; they are expected to get about as many requests each. */
    @WithDefault("1")
    int gateways();

    /** Requests a second of one account, whose token the gateway has verified. */
    @WithDefault("20000")
    int accountRequestsPerSecond();

    /** Requests a second from one address without a token that the gateway can verify. */
    @WithDefault("20000")
    int addressRequestsPerSecond();

    /** Sign-ups a minute from one address. */
    @WithDefault("60")
    int signUpsPerMinute();

    /** Connections from one address at a time. */
    @WithDefault("1000")
    int connectionsPerAddress();

    /**
     * Proxies before the gateway, as addresses or networks ({@code 10.0.0.0/8}). Only from them is the last entry of
     * {@code X-Forwarded-For} believed; their own connections are not counted.
     */
    Optional<List<String>> trustedProxies();
}
