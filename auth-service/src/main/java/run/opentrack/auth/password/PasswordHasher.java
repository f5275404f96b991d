package run.opentrack.auth.password;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Argon2id by the C library, as PHC strings. Blocks for tens of milliseconds: only {@link HashingPool} may call it.
 */
@ApplicationScoped
public class PasswordHasher {
    private static final int PARALLELISM = 1;

    private final Argon2 argon2 = Argon2Factory.create(Argon2Types.ARGON2id);
    private final PasswordConfig config;
    private final String nobodys;

    PasswordHasher(PasswordConfig config) {
        this.config = config;
        this.nobodys = hash("a password that nobody has");
    }

    public String hash(String password) {
        return argon2.hash(config.iterations(), config.memoryKib(), PARALLELISM, PasswordRules.bytes(password));
    }

    /**
     * Whether the password is the hash's. Without a hash it does the same work and answers no, so that nobody can tell
     * by the time whether there is an account.
     */
    public boolean verify(String hash, String password) {
        boolean same = argon2.verify(hash == null ? nobodys : hash, PasswordRules.bytes(password));
        return hash != null && same;
    }
}
