package run.opentrack.auth.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The keys that sign access tokens. */
@ConfigMapping(prefix = "opentrack.keys")
public interface KeyConfig {
    /**
     * A folder with RSA private keys in PKCS#8 PEM, {@code <kid>.pem}: a mounted secret. To rotate, add a file; when the
     * tokens of the old key have expired, remove the old one. A key removed earlier is refused within a minute.
     */
    Path folder();

    /** How often the folder is looked at. */
    @WithDefault("PT10S")
    Duration refreshInterval();

    /** How long a new key is published before it signs, so that everybody knows it by then. */
    @WithDefault("PT10M")
    Duration activationDelay();
}
