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
    private String credential;
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
     * @param sentCredential value of Authorization, or null
     * @return the 429 error; null within the limits
     */
    public ApiException checkRequest(String sentCredential, String forwardedForHeader) {
        if (trustedProxy) {
            applyForwardedFor(forwardedForHeader);
        }
        if (sentCredential == null) {
            return rateLimiter.checkRequest(null, counters);
        }
        if (!sentCredential.equals(credential) || requests++ % TOKEN_RECHECK_INTERVAL == 0) {
            accountCounter = rateLimiter.counterForCredential(sentCredential);
            credential = sentCredential;
        }
        return rateLimiter.checkRequest(accountCounter, counters);
    }

    /**
     * Records the account of an API key, which the gateway cannot derive from the key.
     *
     * @param account as the service names it in its response; null if it accepted no key
     */
    public void recordAccount(String sentCredential, String account, int status) {
        boolean isChanged = account != null && accountCounter == null || status == 401 && accountCounter != null;
        if (isChanged && rateLimiter.recordAccount(sentCredential, status == 401 ? null : account)) {
            credential = null;
        }
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
