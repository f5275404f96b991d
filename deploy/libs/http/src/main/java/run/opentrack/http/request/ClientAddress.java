package run.opentrack.http.request;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Address of a client. {@code X-Forwarded-For} can be trusted, because the gateway replaces it by the one address that it
 * determined, and only the gateway can reach a service.
 */
public final class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private ClientAddress() {}

    /** Returns the address; null if the header is not exactly one numeric address. */
    public static InetAddress of(HttpServerRequest request) {
        return request.headers().getAll(FORWARDED_FOR).size() > 1
                ? null
                : parse(
                        request.getHeader(FORWARDED_FOR),
                        request.remoteAddress().hostAddress());
    }

    static InetAddress parse(String forwardedFor, String peer) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(forwardedFor == null ? peer : forwardedFor.strip());
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
