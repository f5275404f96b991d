package run.opentrack.http.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the HTTP layer of every service. */
@ConfigMapping(prefix = "opentrack.http")
public interface HttpConfig {
    /** Maximum size of a request body in bytes; a larger one is answered with 413. */
    @WithDefault("1048576")
    long bodyLimit();

    /** Maximum memory for all large request bodies together, in bytes; beyond it the answer is 503. */
    @WithDefault("33554432")
    long totalBodyMemory();
}
