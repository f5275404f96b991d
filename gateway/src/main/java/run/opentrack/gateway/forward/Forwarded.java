package run.opentrack.gateway.forward;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import run.opentrack.gateway.request.Arrival;

/** What the services are told of where a request comes from: by the gateway, never by the client. */
final class Forwarded {
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");

    private Forwarded() {}

    static void write(Arrival arrival, MultiMap headers) {
        headers.set(REQUEST_ID, arrival.id());
        headers.set(FOR, arrival.visit().caller().addressText());
        headers.set(PROTO, protocol(arrival));
        String host = arrival.head().host();
        if (host != null) {
            headers.set(HOST, host);
        }
    }

    private static String protocol(Arrival arrival) {
        return arrival.visit().caller().isProxy()
                        && "https".equalsIgnoreCase(arrival.head().forwardedProto())
                ? "https"
                : "http";
    }
}
