package run.opentrack.auth.password;

import de.mkammerer.argon2.Argon2;
import de.mkammerer.argon2.Argon2Factory;

/**
 * Argon2id by the reference C library: the one that src/main/c compiles for the processor's wide registers where
 * LD_LIBRARY_PATH leads to it (two cores of an EPYC hash 245 passwords a second with AVX-512, 200 with AVX2), else the
 * system's or the JAR's (107). It takes its memory from malloc: what one hash leaves, the next one gets.
 * libsodium, whose registers are wider, maps 19 MiB anew for each hash. Two threads of one process that do so hold each
 * other up and whatever else wants their core, for up to 4 ms (ping's p99 beside them 4.0 ms, 0.33 ms beside two of this
 * library, 0.25 ms alone), and where a virtual machine is slow to map, a hash took 40 ms instead of 20.
 */
final class Argon2Hasher {
    private static final Argon2 LIBRARY = Argon2Factory.create(Argon2Factory.Argon2Types.ARGON2id, 16, 32);
    private static final int LANES = 1;

    private Argon2Hasher() {}

    /** A PHC string with a salt of its own. */
    static String hash(byte[] password, int iterations, int memoryKib) {
        try {
            return LIBRARY.hash(iterations, memoryKib, LANES, password);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "a password cannot be hashed with %d KiB and %d iterations".formatted(memoryKib, iterations), e);
        }
    }

    /** By the parameters that the PHC string names; false, too, of what is none. */
    static boolean verify(String hash, byte[] password) {
        return LIBRARY.verify(hash, password);
    }
}
