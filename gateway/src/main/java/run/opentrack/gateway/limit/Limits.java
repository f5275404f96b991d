package run.opentrack.gateway.limit;

import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.BearerHeader;

/** All counters, by account and by address. */
@ApplicationScoped
public class Limits {
    private final Map<UUID, Window> accounts = new ConcurrentHashMap<>();
    private final Map<InetAddress, Address> addresses = new ConcurrentHashMap<>();
    private final Proxies proxies;
    private final AccessTokenVerifier tokens;
    private final Clock clock;
    private final int connectionsPerAddress;
    private final Quota ofAccount;
    private final Quota ofAddress;
    private final Quota signUps;

    Limits(LimitConfig config, KeyFeed keys, Clock clock) {
        int gateways = config.gateways();
        this.proxies = new Proxies(config.trustedProxies());
        this.tokens = keys.check();
        this.clock = clock;
        this.connectionsPerAddress = Math.max(1, config.connectionsPerAddress() / gateways);
        this.ofAccount = Quota.shared("account", "requests", config.accountRequestsPerSecond(), 1, gateways);
        this.ofAddress = Quota.shared("address", "requests", config.addressRequestsPerSecond(), 1, gateways);
        this.signUps = Quota.shared("sign-ups", "sign-ups", config.signUpsPerMinute(), 60, gateways);
    }

    /** Who is at the other end of a new connection. */
    public Caller callerAt(SocketAddress peer) {
        return new Caller(this, proxies, peer);
    }

    Address at(InetAddress address) {
        return addresses.computeIfAbsent(Proxies.network(address), network -> new Address());
    }

    /** The counter of the account whose token it is; null when the token cannot be verified. */
    Window ofToken(String authorization) {
        try {
            UUID account =
                    tokens.verify(BearerHeader.extractToken(authorization)).accountId();
            return accounts.computeIfAbsent(account, id -> new Window());
        } catch (ApiException unverifiable) {
            return null;
        }
    }

    boolean hasTooMany(int connections) {
        return connections > connectionsPerAddress;
    }

    /** What a client is told whose address has as many connections as it may. */
    public ApiException tooManyConnections() {
        return ApiException.tooManyRequests("Too many connections", 1)
                .withHeader("RateLimit-Policy", "\"connections\";q=" + connectionsPerAddress)
                .withHeader("RateLimit", "\"connections\";r=0");
    }

    ApiException refusalOf(Window account, Address address) {
        long now = clock.millis();
        return account != null ? ofAccount.refusalOf(account, now) : ofAddress.refusalOf(address.requests(), now);
    }

    ApiException refusalOfSignUp(Address address) {
        return signUps.refusalOf(address.signUps(), clock.millis());
    }

    /** Forgets who has not been here lately. */
    public void forget() {
        long now = clock.millis();
        accounts.values().removeIf(account -> account.isIdleSince(now - 120_000, 1_000));
        addresses.values().removeIf(address -> address.isForgettable(now));
    }
}
