package run.opentrack.gateway.route;

/**
 * What is forwarded where.
 *
 * @param prefix of the path: itself and everything below it
 * @param upstream who answers
 * @param bodyLimit the largest body that is let through, in bytes
 */
public record Route(String prefix, Upstream upstream, long bodyLimit) {
    boolean leads(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
