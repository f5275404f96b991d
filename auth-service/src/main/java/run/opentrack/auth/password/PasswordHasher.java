package run.opentrack.auth.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes and verifies passwords as PHC strings of Argon2id. Each call blocks for tens of milliseconds and must run in a
 * {@link HashingExecutor}.
 */
@ApplicationScoped
public class PasswordHasher {
    /** At least 8 bytes of salt and 12 of hash: the library rejects shorter ones without hashing. */
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=[0-9]{1,3}"
            + "\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{16,}");

    private final Config config;
    private final String dummyHash;

    PasswordHasher(Config config) {
        this.config = config;
        this.dummyHash = hash("a password that nobody has");
    }

    public String hash(String password) {
        return Argon2Hasher.hash(PasswordRules.bytes(password), config.iterations(), config.memoryKib());
    }

    /**
     * Verifies a password. Without a readable hash (null, or Django's mark for "no password") it does the same work and
     * returns false, so that the time does not reveal whether an account exists.
     */
    public boolean verify(String hash, String password) {
        if (hash != null && DjangoPbkdf2Verifier.supports(hash)) {
            return DjangoPbkdf2Verifier.verify(hash, password);
        }
        boolean readable = hash != null && PHC.matcher(hash).matches();
        return Argon2Hasher.verify(readable ? hash : dummyHash, PasswordRules.bytes(password)) && readable;
    }

    /** True for a hash of lower cost than new ones or of another format, which the next login replaces. */
    public boolean isOutdated(String hash) {
        Matcher phc = PHC.matcher(hash);
        return !phc.matches()
                || Integer.parseInt(phc.group(1)) < config.memoryKib()
                || Integer.parseInt(phc.group(2)) < config.iterations();
    }

    /** Cost of password hashing. The defaults are OWASP's minimum for Argon2id. */
    @ConfigMapping(prefix = "opentrack.password")
    public interface Config {
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
}
