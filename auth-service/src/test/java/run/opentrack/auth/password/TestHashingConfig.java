package run.opentrack.auth.password;

import java.util.OptionalInt;

/** Hashing settings of a test. */
public record TestHashingConfig(int memoryKib, int iterations, OptionalInt threads, int maxQueueLength)
        implements PasswordHasher.Config {
    /** Settings of a hasher alone. */
    public TestHashingConfig(int memoryKib, int iterations) {
        this(memoryKib, iterations, OptionalInt.empty(), 1);
    }
}
