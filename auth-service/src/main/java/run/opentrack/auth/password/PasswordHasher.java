package run.opentrack.auth.password;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords as Argon2id's PHC strings. Blocks for tens of milliseconds: only {@link HashingExecutor} may call it.
 */
@ApplicationScoped
public class PasswordHasher {
    /** With a salt of eight bytes and a hash of twelve at least, in base64: the library refuses what is cut off at once. */
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=[0-9]{1,3}"
            + "\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{16,}");

    private final PasswordConfig config;
    private final String dummyHash;

    PasswordHasher(PasswordConfig config) {
        this.config = config;
        this.dummyHash = hash("a password that nobody has");
    }

    public String hash(String password) {
        return Argon2Hasher.hash(PasswordRules.bytes(password), config.iterations(), config.memoryKib());
    }

    /**
     * Whether the password is the hash's. Without a hash, or with one that cannot be read (Django marks an account without
     * a password by one), it does the same work and answers no, so that nobody can tell by the time whether there is an
     * account.
     */
    public boolean verify(String hash, String password) {
        if (hash != null && DjangoPbkdf2Verifier.supports(hash)) {
            return DjangoPbkdf2Verifier.verify(hash, password);
        }
        boolean readable = hash != null && PHC.matcher(hash).matches();
        return Argon2Hasher.verify(readable ? hash : dummyHash, PasswordRules.bytes(password)) && readable;
    }

    /** Whether the hash costs less than new ones do, or is of another kind: the next login should replace it. */
    public boolean isOutdated(String hash) {
        Matcher phc = PHC.matcher(hash);
        return !phc.matches()
                || Integer.parseInt(phc.group(1)) < config.memoryKib()
                || Integer.parseInt(phc.group(2)) < config.iterations();
    }
}
