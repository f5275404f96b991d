package run.opentrack.gateway.proxy;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import run.opentrack.gateway.internal.CharSequenceHeaders;
import run.opentrack.gateway.request.GatewayRequest;
import run.opentrack.gateway.request.HeaderPolicy;
import run.opentrack.gateway.request.RequestHeaders;

/**
 * Copier of end-to-end headers in both directions. Leaves out hop-by-hop fields, fields listed in {@code Connection}
 * (RFC 9110, 7.6.1), and client claims about address and identity.
 */
final class HeaderCopier {
    private static final AsciiString CONNECTION = AsciiString.cached("connection");
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");

    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");

    private HeaderCopier() {}

    /** Copies the headers of a request that are forwarded to the upstream, and adds those that the gateway determines. */
    static void copyRequest(GatewayRequest request, MultiMap to) {
        copyRequest(request.request().headers(), request.headers().connectionOptions(), to);
        setForwarded(
                request.id(), request.connection().client().addressText(), request.isHttps(), request.headers(), to);
    }

    /** Copies the request headers that are forwarded to the upstream. */
    static void copyRequest(MultiMap from, Set<String> connectionOptions, MultiMap to) {
        copy(CharSequenceHeaders.iterator(from), to, connectionOptions, HeaderPolicy::forwardsToUpstream);
    }

    /**
     * Sets the headers that the gateway determines itself; the client's own values are not copied.
     *
     * @param client address of the client
     */
    static void setForwarded(String requestId, String client, boolean https, RequestHeaders headers, MultiMap to) {
        to.set(REQUEST_ID, requestId);
        to.set(FORWARDED_FOR, client);
        to.set(FORWARDED_PROTO, https ? "https" : "http");
        to.set(HttpHeaders.ACCEPT_ENCODING, headers.acceptsGzip() ? GZIP : IDENTITY);
        if (headers.host() != null) {
            to.set(FORWARDED_HOST, headers.host());
        }
    }

    /** Copies the response headers that are forwarded to the client, and returns the copy. */
    static MultiMap copyResponse(MultiMap from, MultiMap to) {
        Set<String> connectionOptions = Set.of();
        if (from.contains(CONNECTION)) {
            for (String value : from.getAll(CONNECTION)) {
                connectionOptions = RequestHeaders.addConnectionOptions(value, connectionOptions);
            }
        }
        copy(from.iterator(), to, connectionOptions, HeaderPolicy::forwardsToClient);
        return to;
    }

    private static <T extends CharSequence> void copy(
            Iterator<Map.Entry<T, T>> headers,
            MultiMap to,
            Set<String> connectionOptions,
            Predicate<HeaderPolicy> forwards) {
        while (headers.hasNext()) {
            Map.Entry<T, T> header = headers.next();
            T name = header.getKey();
            if (forwards.test(HeaderPolicy.of(name))
                    && (connectionOptions.isEmpty()
                            || !connectionOptions.contains(name.toString().toLowerCase(Locale.ROOT)))) {
                to.add(name, header.getValue());
            }
        }
    }
}
