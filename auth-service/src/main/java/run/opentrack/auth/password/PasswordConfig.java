package run.opentrack.auth.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** What a password's hash costs. The defaults are OWASP's minimum for Argon2id. */
@ConfigMapping(prefix = "opentrack.password")
public interface PasswordConfig {
    /** Memory of one hash, in KiB. */
    @WithDefault("19456")
    int memoryKib();

    /** Passes over that memory. */
    @WithDefault("2")
    int iterations();

    /** How many hashes are computed at once; as many as the machine has cores unless set. */
    OptionalInt threads();

    /** How many more may wait; beyond that the answer is a 503. */
    @WithDefault("40")
    int maxQueueLength();
}
