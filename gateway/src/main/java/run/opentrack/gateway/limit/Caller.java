package run.opentrack.gateway.limit;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import run.opentrack.http.error.ApiException;

/**
 * Who calls on a connection. The token and the counters of the last request are kept: they are nearly always those of the
 * next, and then counting costs a comparison and one atomic step.
 */
public final class Caller {
    private static final long RELOOK_REQUESTS = 1_000;

    private final Limits limits;
    private final Proxies proxies;
    private final InetAddress peer;
    private final String peerText;
    private final boolean behindProxy;
    private final Address peerAddress;
    private String forwardedFor;
    private Address address;
    private String addressText;
    private String authorization;
    private Window account;
    private long requests;
    private boolean oneTooMany;

    Caller(Limits limits, Proxies proxies, SocketAddress remote) {
        this.limits = limits;
        this.proxies = proxies;
        this.peerText = remote.hostAddress();
        this.peer = Proxies.parse(peerText);
        this.behindProxy = proxies.trusts(peer);
        this.peerAddress = limits.at(peer);
        this.address = peerAddress;
        this.addressText = peerText;
    }

    public void connected() {
        int connections = peerAddress.connections().incrementAndGet();
        oneTooMany = !behindProxy && limits.hasTooMany(connections);
    }

    public void disconnected() {
        peerAddress.connections().decrementAndGet();
    }

    /** Whether its address has more connections than it may. */
    public boolean isOneTooMany() {
        return oneTooMany;
    }

    /** The address that the request came from, for the services. */
    public String addressText() {
        return addressText;
    }

    /** Whether what the other end says of its own client is believed. */
    public boolean isProxy() {
        return behindProxy;
    }

    /** Null when the request is within the limits. */
    public ApiException refusalOf(String saysAuthorization, String saysForwardedFor) {
        if (behindProxy) {
            believe(saysForwardedFor);
        }
        if (saysAuthorization == null) {
            return limits.refusalOf(null, address);
        }
        if (!saysAuthorization.equals(authorization) || requests++ % RELOOK_REQUESTS == 0) {
            account = limits.ofToken(saysAuthorization);
            authorization = saysAuthorization;
        }
        return limits.refusalOf(account, address);
    }

    public ApiException refusalOfSignUp() {
        return limits.refusalOfSignUp(address);
    }

    private void believe(String says) {
        if (says == null) {
            address = peerAddress;
            addressText = peerText;
        } else if (!says.equals(forwardedFor)) {
            InetAddress client = proxies.clientOf(says, peer);
            address = limits.at(client);
            addressText = client.getHostAddress();
        }
        forwardedFor = says;
    }
}
