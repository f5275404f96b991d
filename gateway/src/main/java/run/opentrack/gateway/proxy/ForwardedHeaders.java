package run.opentrack.gateway.proxy;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import run.opentrack.gateway.request.GatewayRequest;

/** Forwarding headers set by the gateway; values sent by the client are not used. */
final class ForwardedHeaders {
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");

    private ForwardedHeaders() {}

    static void write(GatewayRequest request, MultiMap headers) {
        headers.set(REQUEST_ID, request.id());
        headers.set(FORWARDED_FOR, request.connection().client().addressText());
        headers.set(FORWARDED_PROTO, protocol(request));
        String host = request.headers().host();
        if (host != null) {
            headers.set(FORWARDED_HOST, host);
        }
    }

    private static String protocol(GatewayRequest request) {
        return request.connection().client().isTrustedProxy()
                        && "https".equalsIgnoreCase(request.headers().forwardedProto())
                ? "https"
                : "http";
    }
}
