package run.opentrack.gateway.ratelimit;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Trusted proxies and the evaluation of their {@code X-Forwarded-For}. */
final class TrustedProxies {
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final List<IpSubnetFilterRule> trusted;

    TrustedProxies(Optional<List<String>> networks) {
        this.trusted = networks.orElse(List.of()).stream()
                .map(network -> new IpSubnetFilterRule(withPrefix(network.strip()), IpFilterRuleType.ACCEPT))
                .toList();
    }

    boolean trusts(InetAddress address) {
        if (trusted.isEmpty()) {
            return false;
        }
        InetSocketAddress peer = new InetSocketAddress(address, 0);
        return trusted.stream().anyMatch(network -> network.matches(peer));
    }

    /**
     * Finds the last address in {@code X-Forwarded-For} that is no trusted proxy; earlier ones can be forged.
     *
     * @return the client's address; the peer's if the header is invalid
     */
    InetAddress clientOf(String forwardedFor, InetAddress peer) {
        String[] hops = forwardedFor.split(",");
        InetAddress client = peer;
        for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
            InetAddress hop = parse(hops[i].strip());
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

    private static String withPrefix(String network) {
        if (network.contains("/")) {
            return network;
        }
        return network + (network.contains(":") ? "/128" : "/32");
    }
}
