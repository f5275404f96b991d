package run.opentrack.auth.ratelimit;

import io.netty.util.NetUtil;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;

/**
 * Network of a client: its IPv4 address, or the first 64 bits of its IPv6 address, which is the smallest network that
 * providers assign. {@code X-Forwarded-For} can be trusted, because the gateway replaces it.
 */
public final class ClientNetwork {
    private static final int IPV6_NETWORK_BYTES = 8;

    private ClientNetwork() {}

    public static String of(RoutingContext request) {
        String forwarded = request.request().getHeader("X-Forwarded-For");
        return forwarded == null
                ? of(request.request().remoteAddress().hostAddress())
                : of(forwarded.split(",", 2)[0].strip());
    }

    static String of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length == 4) {
            return address;
        }
        return HexFormat.of().formatHex(bytes, 0, IPV6_NETWORK_BYTES) + "/64";
    }
}
