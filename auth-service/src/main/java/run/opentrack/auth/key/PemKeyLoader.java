package run.opentrack.auth.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Loads the private keys of a mounted secret, one file {@code <kid>.pem} each. */
final class PemKeyLoader {
    private static final Logger LOG = Logger.getLogger(PemKeyLoader.class);
    private static final String EXTENSION = ".pem";
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private PemKeyLoader() {}

    /**
     * Installs AWS-LC, which signs three times as fast as Java, for all keys that are loaded afterwards. Java's own provider
     * remains in use where the native library cannot be loaded.
     */
    static void installNativeProvider() {
        AmazonCorrettoCryptoProvider.install();
        Throwable missing = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (missing != null) {
            LOG.infof("native RSA is not available, using Java's: %s", missing.getMessage());
        }
    }

    /**
     * All keys by key id.
     *
     * @throws IllegalStateException when the folder has no key or an unusable one; the message is for the operator
     */
    static Map<String, SigningKey> load(Path folder) {
        Map<String, SigningKey> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(EXTENSION)).toList()) {
                SigningKey key = load(file, file.getFileName().toString());
                keys.put(key.kid(), key);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "opentrack.keys.folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("opentrack.keys.folder " + folder + " has no private key (<kid>.pem)");
        }
        return keys;
    }

    private static SigningKey load(Path file, String name) throws IOException {
        String kid = name.substring(0, name.length() - EXTENSION.length());
        if (!KID.matcher(kid).matches()) {
            throw new IllegalStateException(file + ": the file name must consist of 1 to 64 letters, digits, . _ -");
        }
        try {
            return SigningKey.parse(kid, Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
