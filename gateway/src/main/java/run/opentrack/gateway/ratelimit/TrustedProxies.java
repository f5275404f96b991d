package run.opentrack.gateway.ratelimit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import run.opentrack.security.NetworkList;

/** Trusted proxies and the evaluation of their {@code X-Forwarded-For}. */
final class TrustedProxies {
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final NetworkList trusted;
    private final int hops;

    /** @param hops number of trusted proxies in a row */
    TrustedProxies(Optional<List<String>> networks, int hops) {
        this.hops = hops;
        this.trusted = NetworkList.of(networks.orElse(List.of()));
    }

    boolean trusts(InetAddress address) {
        return trusted.contains(address);
    }

    /**
     * Finds the client in {@code X-Forwarded-For}, read from the right over the configured number of trusted proxies. The
     * number matters although the networks are known: a client inside such a network could forge further entries.
     *
     * @return the client's address; the peer's if the header is invalid
     */
    InetAddress clientOf(String forwardedFor, InetAddress peer) {
        String[] entries = forwardedFor.split(",");
        InetAddress client = peer;
        for (int i = entries.length - 1; i >= Math.max(0, entries.length - hops) && trusts(client); i--) {
            InetAddress hop = parse(entries[i].strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    /** @return the numeric IP address; null for any other text */
    static InetAddress parse(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        return bytes == null ? null : ofBytes(bytes);
    }

    static InetAddress networkOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES) {
            return address;
        }
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, IPV6_BYTES, (byte) 0);
        return ofBytes(bytes);
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
