package run.opentrack.gateway.forward;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which headers pass. Those that belong to one connection do not (RFC 9110, 7.6.1), in either direction, and neither do
 * those that {@code Connection} names. What a client says of where it comes from, or of who it is, is not believed.
 */
final class HopByHop {
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private static final Set<String> NOT_BELIEVED = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-ssl",
            "x-real-ip",
            "x-user",
            "x-groups",
            "x-request-id",
            "expect",
            "host");

    /** What an upstream says of itself. */
    private static final Set<String> NOT_TOLD = Set.of("server", "x-powered-by", "x-request-id");

    private HopByHop() {}

    /** What of a request goes on to the upstream. */
    static void copyRequest(MultiMap from, MultiMap to) {
        copy(from, to, NOT_BELIEVED);
    }

    /** What of an answer goes back to the client. */
    static void copyAnswer(MultiMap from, MultiMap to) {
        copy(from, to, NOT_TOLD);
    }

    /** Whether {@code Connection} names a header that the request needs to mean what it says. */
    static boolean stripsEndToEnd(MultiMap headers) {
        Set<String> named = namedByConnection(headers);
        return named.contains("authorization")
                || named.contains("content-length")
                || named.contains("content-type")
                || named.contains("host")
                || named.contains("if-match");
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> besides) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(name) && !besides.contains(name) && !named.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        List<String> values = headers.getAll("Connection");
        if (values.isEmpty()) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : values) {
            for (String name : value.split(",")) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
