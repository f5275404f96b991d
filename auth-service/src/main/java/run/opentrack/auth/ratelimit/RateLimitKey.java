package run.opentrack.auth.ratelimit;

import io.netty.util.NetUtil;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jose4j.lang.HashUtil;

/** Hashed keys of the failure counters, so that the table contains no e-mail and no IP address. */
public final class RateLimitKey {
    private static final int IPV6_NETWORK_BYTES = 8;

    private RateLimitKey() {}

    /**
     * Network of a client: its IPv4 address, or the first 64 bits of its IPv6 address, which is the smallest network that
     * providers assign. {@code X-Forwarded-For} can be trusted, because the gateway replaces it.
     */
    public static String networkOf(RoutingContext request) {
        String forwarded = request.request().getHeader("X-Forwarded-For");
        return forwarded == null
                ? networkOf(request.request().remoteAddress().hostAddress())
                : networkOf(forwarded.split(",", 2)[0].strip());
    }

    static String networkOf(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length == 4) {
            return address;
        }
        return HexFormat.of().formatHex(bytes, 0, IPV6_NETWORK_BYTES) + "/64";
    }

    static byte[] forEmail(String key) {
        return hash("email:" + key);
    }

    static byte[] forNetwork(String network) {
        return hash("address:" + network);
    }

    private static byte[] hash(String text) {
        return HashUtil.getMessageDigest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
