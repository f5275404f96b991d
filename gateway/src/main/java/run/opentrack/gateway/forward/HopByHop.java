package run.opentrack.gateway.forward;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import run.opentrack.gateway.request.HeaderKind;
import run.opentrack.gateway.request.RequestHead;

/**
 * Which headers pass. Those that belong to one connection do not (RFC 9110, 7.6.1), in either direction, and neither do
 * those that {@code Connection} names. What a client says of where it comes from, or of who it is, is not believed.
 */
final class HopByHop {
    private static final AsciiString CONNECTION = AsciiString.cached("connection");

    private HopByHop() {}

    /** What of a request goes on to the upstream. */
    static void copyRequest(MultiMap from, Set<String> named, MultiMap to) {
        copy(((HeadersMultiMap) from).iteratorCharSequence(), to, named, HeaderKind::passesOn);
    }

    /** What of an answer goes back to the client. */
    static void copyAnswer(MultiMap from, MultiMap to) {
        Set<String> named = Set.of();
        if (from.contains(CONNECTION)) {
            for (String value : from.getAll(CONNECTION)) {
                named = RequestHead.names(value, named);
            }
        }
        copy(from.iterator(), to, named, HeaderKind::passesBack);
    }

    private static <T extends CharSequence> void copy(
            Iterator<Map.Entry<T, T>> headers, MultiMap to, Set<String> named, Predicate<HeaderKind> passes) {
        while (headers.hasNext()) {
            Map.Entry<T, T> header = headers.next();
            T name = header.getKey();
            if (passes.test(HeaderKind.of(name))
                    && (named.isEmpty() || !named.contains(name.toString().toLowerCase(Locale.ROOT)))) {
                to.add(name, header.getValue());
            }
        }
    }
}
