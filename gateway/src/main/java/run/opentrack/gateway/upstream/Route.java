package run.opentrack.gateway.upstream;

/**
 * Route from a path prefix to an upstream.
 *
 * @param prefix path prefix without a trailing slash; matches itself and all paths below
 * @param upstream target
 * @param bodyLimit maximum request body in bytes
 * @param cacheable whether responses may be cached
 */
public record Route(String prefix, Upstream upstream, long bodyLimit, boolean cacheable) {
    static Route of(String name, RouteConfig.RouteSettings settings) {
        return new Route(
                settings.prefix(), Upstream.of(name, settings.upstream()), settings.bodyLimit(), settings.cacheable());
    }

    boolean matches(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
