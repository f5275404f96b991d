package run.opentrack.auth.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Keys that sign access tokens. */
@ConfigMapping(prefix = "opentrack.keys")
public interface KeyConfig {
    /**
     * Folder of RSA private keys in PKCS#8 PEM, {@code <kid>.pem}: a mounted secret. To rotate, add a file and remove the
     * old one when its tokens have expired. Tokens of a key that is removed earlier are rejected within a minute.
     */
    Path folder();

    /** Interval at which the folder is read. */
    @WithDefault("PT10S")
    Duration refreshInterval();

    /** Time from a key's publication to its first use, in which all services load it. */
    @WithDefault("PT10M")
    Duration activationDelay();
}
