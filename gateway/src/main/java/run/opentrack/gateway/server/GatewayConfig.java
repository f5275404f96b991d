package run.opentrack.gateway.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Address, host names and shutdown of the gateway. */
@ConfigMapping(prefix = "opentrack.gateway")
public interface GatewayConfig {
    /** Address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Port to listen on. */
    @WithDefault("8080")
    int port();

    /** Accepted host names, separated by commas; any host if empty. */
    Optional<List<String>> hosts();

    /**
     * {@code max-age} of {@code Strict-Transport-Security} on responses to https requests, as a trusted proxy reports them;
     * not sent if empty. Set it only if every name of the host is served over https (RFC 6797).
     */
    Optional<Duration> hstsMaxAge();

    /** Value of {@code enviroment} in the ping response. */
    @WithDefault("otr_0")
    String environment();

    /** Maximum wait for in-flight requests at shutdown. */
    @WithDefault("PT15S")
    Duration shutdownTimeout();
}
