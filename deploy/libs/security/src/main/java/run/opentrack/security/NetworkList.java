package run.opentrack.security;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/** IPv4 and IPv6 networks in CIDR notation (RFC 4632, RFC 4291). */
public final class NetworkList {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final List<IpSubnetFilterRule> networks;

    private NetworkList(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /**
     * @param networks numeric addresses with or without a prefix length
     * @throws IllegalArgumentException if one is invalid
     */
    public static NetworkList of(Collection<String> networks) {
        return new NetworkList(networks.stream().map(NetworkList::parse).toList());
    }

    private static IpSubnetFilterRule parse(String text) {
        String stripped = text.strip();
        String network =
                stripped.contains("/") ? stripped : stripped + "/" + (stripped.contains(":") ? IPV6_BITS : IPV4_BITS);
        if (!isValid(network)) {
            throw new IllegalArgumentException("must be a network like 10.0.0.0/8: " + text);
        }
        return new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT);
    }

    /** True for a numeric address with a prefix length; a host name would be resolved. */
    public static boolean isValid(String network) {
        String[] parts = network.split("/", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,3}") || parts[0].contains("%")) {
            return false;
        }
        int bits = Integer.parseInt(parts[1]);
        return NetUtil.isValidIpV4Address(parts[0]) && bits <= IPV4_BITS
                || NetUtil.isValidIpV6Address(parts[0]) && bits <= IPV6_BITS;
    }

    /** @param address null if unknown, which is in no network */
    public boolean contains(InetAddress address) {
        if (address == null) {
            return false;
        }
        InetSocketAddress client = new InetSocketAddress(address, 0);
        return networks.stream().anyMatch(network -> network.matches(client));
    }
}
