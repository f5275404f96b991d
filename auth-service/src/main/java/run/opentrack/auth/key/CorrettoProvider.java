package run.opentrack.auth.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.jboss.logging.Logger;

/**
 * RSA by AWS-LC, which signs with 2,048 bits in 0.22 ms of a core; Java itself takes 0.68 ms (17 and 25), a twenty-fifth of
 * a login. Only for a key that the provider has made itself: {@link PemKeyLoader} must come after it.
 */
final class CorrettoProvider {
    private static final Logger LOG = Logger.getLogger(CorrettoProvider.class);

    private CorrettoProvider() {}

    /** From now on, for all cryptography of this service. Java's own goes on where the library cannot be loaded. */
    static void install() {
        AmazonCorrettoCryptoProvider.install();
        Throwable missing = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (missing != null) {
            LOG.infof("Java's own RSA signs: %s", missing.getMessage());
        }
    }
}
