package run.opentrack.gateway.upstream;

import io.smallrye.config.WithDefault;
import java.util.List;

/**
 * What is forwarded where.
 *
 * @param prefix of the path: itself and everything below it
 * @param upstream who answers
 * @param bodyLimit the largest body that is let through, in bytes
 * @param cacheable whether long answers may be kept
 */
public record Route(String prefix, Upstream upstream, long bodyLimit, boolean cacheable) {
    /** A route as configuration writes it, under its name. */
    public interface Config {
        /** Of the path, without a slash at its end: itself and everything below it. */
        String prefix();

        /** Where it leads: one address or several, {@code host:port}, separated by commas. */
        List<String> upstream();

        /** The largest body, in bytes; more is a 413. */
        @WithDefault("1048576")
        long bodyLimit();

        /** Whether long answers with an ETag are kept, to be sent again when their upstream says that they still hold. */
        @WithDefault("false")
        boolean cacheable();
    }

    static Route of(String name, Config config) {
        return new Route(config.prefix(), Upstream.of(name, config.upstream()), config.bodyLimit(), config.cacheable());
    }

    boolean matches(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
