package run.opentrack.auth.password;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;

/**
 * Argon2id (RFC 9106) by the reference C library, the system's or else the one in the JAR. It reuses memory from malloc;
 * libsodium maps it anew for each hash, which delays all other threads of the process.
 */
final class Argon2Hasher {
    private static final Argon2 LIBRARY = Argon2Factory.create(Argon2Factory.Argon2Types.ARGON2id, 16, 32);
    private static final int LANES = 1;

    private Argon2Hasher() {}

    /** Hashes a password with a random salt; the result is a PHC string. */
    static String hash(byte[] password, int iterations, int memoryKib) {
        try {
            return LIBRARY.hash(iterations, memoryKib, LANES, password);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "Argon2id rejects %d KiB and %d iterations".formatted(memoryKib, iterations), e);
        }
    }

    /** Verifies a password with the parameters of a PHC string; false for any other text. */
    static boolean verify(String hash, byte[] password) {
        return LIBRARY.verify(hash, password);
    }
}
