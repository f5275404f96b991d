package run.opentrack.gateway.ratelimit;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import run.opentrack.gateway.ratelimit.RateLimiter.AddressCounters;
import run.opentrack.http.error.ApiException;

/**
 * Rate limit state of one connection. It keeps the counters of the last token and forwarded address, which are nearly
 * always those of the next request.
 */
public final class ClientRateLimit {
    private static final long TOKEN_RECHECK_INTERVAL = 1_000;

    private final RateLimiter rateLimiter;
    private final TrustedProxies trustedProxies;
    private final InetAddress peer;
    private final String peerText;
    private final boolean trustedProxy;
    private final AddressCounters peerCounters;
    private String forwardedFor;
    private AddressCounters counters;
    private String addressText;
    private String authorization;
    private FixedWindowCounter accountCounter;
    private long requests;
    private boolean overConnectionLimit;

    ClientRateLimit(RateLimiter rateLimiter, TrustedProxies trustedProxies, SocketAddress remote) {
        this.rateLimiter = rateLimiter;
        this.trustedProxies = trustedProxies;
        this.peerText = remote.hostAddress();
        this.peer = TrustedProxies.parse(peerText);
        this.trustedProxy = trustedProxies.trusts(peer);
        this.peerCounters = rateLimiter.countersFor(peer);
        this.counters = peerCounters;
        this.addressText = peerText;
    }

    public void connected() {
        int connections = peerCounters.connections().incrementAndGet();
        overConnectionLimit = !trustedProxy && rateLimiter.exceedsConnectionLimit(connections);
    }

    public void disconnected() {
        peerCounters.connections().decrementAndGet();
    }

    /** @return whether the address exceeds its connection limit */
    public boolean isOverConnectionLimit() {
        return overConnectionLimit;
    }

    /** @return address of the client, behind trusted proxies */
    public String addressText() {
        return addressText;
    }

    /** @return whether the peer is a trusted proxy */
    public boolean isTrustedProxy() {
        return trustedProxy;
    }

    /**
     * Counts one request.
     *
     * @return the 429 error; null within the limits
     */
    public ApiException checkRequest(String authorizationHeader, String forwardedForHeader) {
        if (trustedProxy) {
            applyForwardedFor(forwardedForHeader);
        }
        if (authorizationHeader == null) {
            return rateLimiter.checkRequest(null, counters);
        }
        if (!authorizationHeader.equals(authorization) || requests++ % TOKEN_RECHECK_INTERVAL == 0) {
            accountCounter = rateLimiter.counterForToken(authorizationHeader);
            authorization = authorizationHeader;
        }
        return rateLimiter.checkRequest(accountCounter, counters);
    }

    public ApiException checkSignUp() {
        return rateLimiter.checkSignUp(counters);
    }

    private void applyForwardedFor(String header) {
        if (header == null) {
            counters = peerCounters;
            addressText = peerText;
        } else if (!header.equals(forwardedFor)) {
            InetAddress client = trustedProxies.clientOf(header, peer);
            counters = rateLimiter.countersFor(client);
            addressText = client.getHostAddress();
        }
        forwardedFor = header;
    }
}
