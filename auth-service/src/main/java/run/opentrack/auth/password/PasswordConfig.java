package run.opentrack.auth.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** Cost of password hashing. The defaults are OWASP's minimum for Argon2id. */
@ConfigMapping(prefix = "opentrack.password")
public interface PasswordConfig {
    /** Memory of one hash, in KiB. */
    @WithDefault("19456")
    int memoryKib();

    /** Passes over the memory. */
    @WithDefault("2")
    int iterations();

    /** Number of concurrent hashes; by default the number of cores. */
    OptionalInt threads();

    /** Maximum number of waiting logins; further ones get a 503. */
    @WithDefault("40")
    int maxQueueLength();
}
