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

    /** RFC 9106, 3.1: eight blocks for the one lane. */
    private static final int MIN_MEMORY_KIB = 8;

    private static final byte[] DUMMY_SALT = new byte[22];
    private static final int DUMMY_BITS = 256;

    private final Config config;
    private final String dummyHash;

    public PasswordHasher(Config config) {
        this.config = config;
        this.dummyHash = hash("a password of no account");
    }

    public String hash(String password) {
        return Argon2Hasher.hash(PasswordRules.bytes(password), config.iterations(), config.memoryKib());
    }

    /**
     * Verifies a password. Every hash costs one of Argon2id, also an unreadable one (null, or Django's mark for "no
     * password") and one of Django, which costs its own iterations in addition.
     */
    public boolean verify(String hash, String password) {
        boolean readable = hash != null && PHC.matcher(hash).matches();
        boolean matches = Argon2Hasher.verify(readable ? hash : dummyHash, PasswordRules.bytes(password));
        return readable ? matches : hash != null && DjangoPbkdf2Verifier.verify(hash, password);
    }

    /**
     * Does the work by which a failed {@link #verify} was cheaper than the most expensive one, so that its time does not
     * reveal whether there is an account and where its hash comes from.
     *
     * @param maxIterations highest number of iterations of a hash of Django in the database, or 0
     */
    public void equalize(String hash, String password, int maxIterations) {
        int iterations = hash == null ? 0 : DjangoPbkdf2Verifier.iterations(hash);
        if (iterations < maxIterations) {
            DjangoPbkdf2Verifier.derive(password, DUMMY_SALT, maxIterations - iterations, DUMMY_BITS);
        }
        Matcher phc = PHC.matcher(hash == null ? "" : hash);
        if (phc.matches()) {
            long done = Long.parseLong(phc.group(1)) * Long.parseLong(phc.group(2));
            long missingKib = config.memoryKib() - done / config.iterations();
            if (missingKib >= MIN_MEMORY_KIB) {
                Argon2Hasher.hash(PasswordRules.bytes(password), config.iterations(), (int) missingKib);
            }
        }
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
