package run.opentrack.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules for addresses that clients name and services connect to. Without them a client could reach what only the services
 * can: their own network, the cloud's metadata. A URL is checked as text first; its name is resolved once for each attempt,
 * every address is checked by {@link #isAllowed}, and the connection goes to a checked address.
 */
public final class OutboundAddressPolicy {
    private static final int MAX_URL_LENGTH = 2_000;
    private static final int MAX_PORT = 65_535;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final Pattern URL =
            Pattern.compile("(https?)://([^/?#\\\\\\s\\p{Cntrl}]+)([/?][!-~&&[^#\\\\]]*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@%]+)(?::(\\d{1,5}))?");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    /** Last label by which a resolver takes a name for an IPv4 address, in any spelling. */
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final Pattern DOTTED_QUAD =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?=\\d)|$)){4}");

    /** IANA's registries of special-purpose addresses: what is not globally reachable, or leads to other addresses. */
    private static final NetworkList SPECIAL = NetworkList.of(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20"));

    private static final NetworkList GLOBAL_IPV6 = NetworkList.of(List.of("2000::/3"));

    private final boolean allowHttp;
    private final NetworkList allowedNetworks;

    public OutboundAddressPolicy(Config config) {
        this.allowHttp = config.allowHttp();
        this.allowedNetworks = NetworkList.of(config.allowNetworks().orElse(List.of()));
    }

    /**
     * Checks a URL as text, without resolving its name.
     *
     * @return the rule that it violates, empty if it is valid
     */
    public Optional<String> violationOf(String url) {
        Matcher parts = URL.matcher(url);
        if (url.length() > MAX_URL_LENGTH || !parts.matches()) {
            return Optional.of("must be an absolute https URL without a fragment");
        }
        if (!allowHttp && !parts.group(1).equalsIgnoreCase("https")) {
            return Optional.of("must be an https URL");
        }
        if (parts.group(2).contains("@")) {
            return Optional.of("must not contain a user or password");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches() || authority.group(2) != null && !isPort(authority.group(2))) {
            return Optional.of("must have a valid host name");
        }
        return violationOfHost(authority.group(1));
    }

    private Optional<String> violationOfHost(String host) {
        Optional<InetAddress> literal = literal(host.replaceAll("[\\[\\]]", ""));
        if (literal.isPresent()) {
            return allowedNetworks.contains(literal.get())
                    ? Optional.empty()
                    : Optional.of("must have a host name, not an IP address");
        }
        String name = asciiName(host);
        if (!HOST_NAME.matcher(name).matches()) {
            return Optional.of("must have a valid host name");
        }
        String lastLabel = name.substring(name.lastIndexOf('.') + 1);
        return NUMERIC_LABEL.matcher(lastLabel).matches()
                ? Optional.of("must have a host name, not an IP address")
                : Optional.empty();
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port > 0 && port <= MAX_PORT;
    }

    /** Returns a name in ASCII (RFC 5891) without a dot at its end, or an empty text if it is none. */
    private static String asciiName(String host) {
        try {
            String name = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Returns a valid URL in ASCII, as an HTTP client takes it. */
    public static URI toUri(String validUrl) {
        Matcher parts = URL.matcher(validUrl);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be a valid URL");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException("must be a valid URL");
        }
        String host = authority.group(1).startsWith("[") ? authority.group(1) : asciiName(authority.group(1));
        String port = authority.group(2) == null ? "" : ":" + authority.group(2);
        String path = parts.group(3) == null ? "/" : parts.group(3);
        return URI.create(parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + port
                + (path.startsWith("/") ? "" : "/") + path);
    }

    /** Returns the host of a valid URL. {@link URI#getHost} takes none with an underscore. */
    static String hostOf(URI uri) {
        return authority(uri).group(1);
    }

    /** Returns the port of a valid URL, by default that of its scheme. */
    static int portOf(URI uri) {
        String port = authority(uri).group(2);
        if (port != null) {
            return Integer.parseInt(port);
        }
        return uri.getScheme().equals("https") ? HTTPS_PORT : HTTP_PORT;
    }

    private static Matcher authority(URI uri) {
        Matcher authority = AUTHORITY.matcher(uri.getRawAuthority());
        if (!authority.matches()) {
            throw new IllegalArgumentException("must be a valid URL");
        }
        return authority;
    }

    /** True for a global unicast address, and for one of the allowed networks. IPv4 inside IPv6 is neither. */
    public boolean isAllowed(InetAddress address) {
        if (allowedNetworks.contains(address)) {
            return true;
        }
        boolean ipv4 = address.getAddress().length == 4;
        return (ipv4 || GLOBAL_IPV6.contains(address)) && !SPECIAL.contains(address);
    }

    /** Parses an IP address in its usual spelling, without a resolver. */
    private static Optional<InetAddress> literal(String text) {
        if (!text.contains(":") && !DOTTED_QUAD.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Exceptions from the rules, for one's own networks. */
    @ConfigMapping(prefix = "opentrack.webhooks")
    public interface Config {
        /** Addresses of webhooks and imports may be http. */
        @WithDefault("false")
        boolean allowHttp();

        /** Networks, for example 10.0.0.0/8, to which webhooks and imports may connect, and whose IP addresses URLs may have. */
        Optional<List<String>> allowNetworks();
    }
}
