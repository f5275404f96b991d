package run.opentrack.http.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The HTTP edge that every service has. */
@ConfigMapping(prefix = "opentrack.http")
public interface HttpConfig {
    /** The largest body that is read, in bytes; more is a 413. */
    @WithDefault("1048576")
    long bodyLimit();

    /** How much of all long bodies together is held in memory at once, in bytes; what is over it is a 503. */
    @WithDefault("33554432")
    long totalBodyMemory();
}
