package run.opentrack.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Where the services are: each one address or several, {@code host:port}, separated by commas. */
@ConfigMapping(prefix = "opentrack.upstream")
public interface UpstreamConfig {
    /** auth-service. */
    @WithDefault("127.0.0.1:8081")
    List<String> auth();

    /** competition-service. */
    @WithDefault("127.0.0.1:8082")
    List<String> competition();

    /** export-service. */
    @WithDefault("127.0.0.1:8083")
    List<String> export();
}
