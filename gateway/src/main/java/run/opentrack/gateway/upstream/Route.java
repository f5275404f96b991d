package run.opentrack.gateway.upstream;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Route from a path prefix to an upstream.
 *
 * @param prefix path prefix without a trailing slash; matches itself and all paths below
 * @param upstream target
 * @param bodyLimit maximum request body in bytes
 * @param cacheable whether responses may be cached
 * @param responseTimeout maximum time until a response starts; empty for that of all routes
 * @param longLived whether responses wait for an event or do not end
 */
public record Route(
        String prefix,
        Upstream upstream,
        long bodyLimit,
        boolean cacheable,
        Optional<Duration> responseTimeout,
        boolean longLived) {
    static Route of(String name, Settings settings) {
        return new Route(
                settings.prefix(),
                Upstream.of(name, settings.upstream()),
                settings.bodyLimit(),
                settings.cacheable(),
                settings.responseTimeout(),
                settings.longLived());
    }

    boolean matches(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Configuration of one route, under its name. */
    public interface Settings {
        /** Path prefix without a trailing slash; matches itself and all paths below. */
        String prefix();

        /** Upstream addresses, {@code host:port}, separated by commas. */
        List<String> upstream();

        /** Maximum request body in bytes; beyond that 413. */
        @WithDefault("1048576")
        long bodyLimit();

        /** True to cache large responses with an ETag, each revalidated at the upstream for each request. */
        @WithDefault("false")
        boolean cacheable();

        /** Maximum time until a response starts; that of the proxy if empty. */
        Optional<Duration> responseTimeout();

        /**
         * True for long polls and event streams: they have a concurrency limit of their own, events are relayed at once, and
         * they end when the gateway shuts down.
         */
        @WithDefault("false")
        boolean longLived();
    }
}
