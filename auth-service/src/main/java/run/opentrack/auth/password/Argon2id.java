package run.opentrack.auth.password;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Argon2id by libsodium, which takes the widest registers that the processor has. Of lazysodium the library alone is
 * used: its classes want a newer Java.
 */
final class Argon2id {
    private static final int MOST_BYTES_OF_A_HASH = 128;

    static {
        Native.register(Argon2id.class, NativeLibrary.getInstance(library(), Argon2id.class.getClassLoader()));
        if (sodium_init() < 0) {
            throw new IllegalStateException("libsodium finds no source of randomness");
        }
    }

    private Argon2id() {}

    /** A PHC string with a salt of its own. */
    static String hash(byte[] password, int iterations, int memoryKib) {
        byte[] hash = new byte[MOST_BYTES_OF_A_HASH];
        if (crypto_pwhash_argon2id_str(hash, password, password.length, iterations, memoryKib * 1_024L) != 0) {
            throw new IllegalStateException(
                    "a password cannot be hashed with %d KiB and %d iterations".formatted(memoryKib, iterations));
        }
        return Native.toString(hash, StandardCharsets.US_ASCII.name());
    }

    /** By the parameters that the PHC string names; false, too, of what is none. */
    static boolean verify(String hash, byte[] password) {
        byte[] text = hash.getBytes(StandardCharsets.US_ASCII);
        byte[] terminated = Arrays.copyOf(text, text.length + 1);
        return crypto_pwhash_argon2id_str_verify(terminated, password, password.length) == 0;
    }

    private static String library() {
        boolean arm = Platform.isARM();
        if (Platform.isMac()) {
            return arm ? "/mac_arm/libsodium.dylib" : "/mac/libsodium.dylib";
        }
        return arm ? "/arm64/libsodium.so" : "/linux64/libsodium.so";
    }

    private static native int sodium_init();

    private static native int crypto_pwhash_argon2id_str(
            byte[] hash, byte[] password, long passwordBytes, long iterations, long memoryBytes);

    private static native int crypto_pwhash_argon2id_str_verify(byte[] hash, byte[] password, long passwordBytes);
}
