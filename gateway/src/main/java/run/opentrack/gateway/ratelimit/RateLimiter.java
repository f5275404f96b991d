package run.opentrack.gateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.lang.HashUtil;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.RequestCredential;

/** Rate limiter by account and by client address. */
@ApplicationScoped
public class RateLimiter {
    private static final int MAX_KEYS = 10_000;
    private static final Duration KEY_LIFETIME = Duration.ofHours(1);

    private final Map<UUID, FixedWindowCounter> accounts = new ConcurrentHashMap<>();
    private final Map<InetAddress, AddressCounters> addresses = new ConcurrentHashMap<>();
    /** Accounts of API keys, by the hash of the key. */
    private final Cache<String, UUID> keyAccounts = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(KEY_LIFETIME)
            .build();

    private final TrustedProxies trustedProxies;
    private final AccessTokenVerifier tokenVerifier;
    private final Clock clock;
    private final int connectionsPerAddress;
    private final RateLimitRule accountRule;
    private final RateLimitRule addressRule;
    private final RateLimitRule signUpRule;

    @Inject
    public RateLimiter(RateLimitConfig config, JwksPoller jwksPoller, Clock clock) {
        this(config, jwksPoller.verifier(), clock);
    }

    RateLimiter(RateLimitConfig config, AccessTokenVerifier tokenVerifier, Clock clock) {
        int gateways = config.gateways();
        this.trustedProxies = new TrustedProxies(config.trustedProxies(), config.trustedHops());
        this.tokenVerifier = tokenVerifier;
        this.clock = clock;
        this.connectionsPerAddress = Math.max(1, config.connectionsPerAddress() / gateways);
        this.accountRule = RateLimitRule.shared("account", "requests", config.accountRequestsPerSecond(), 1, gateways);
        this.addressRule = RateLimitRule.shared("address", "requests", config.addressRequestsPerSecond(), 1, gateways);
        this.signUpRule =
                RateLimitRule.shared("sign-ups", "sign-ups or API keys", config.signUpsPerMinute(), 60, gateways);
    }

    /** @return rate limit state for a new connection */
    public ClientRateLimit clientAt(SocketAddress peer) {
        return new ClientRateLimit(this, trustedProxies, peer);
    }

    AddressCounters countersFor(InetAddress address) {
        return addresses.computeIfAbsent(TrustedProxies.networkOf(address), network -> new AddressCounters());
    }

    /** @return counter of the account of a token or API key; null if the account is not known */
    FixedWindowCounter counterForCredential(String authorization) {
        try {
            RequestCredential credential = RequestCredential.of(authorization, null);
            UUID account = credential.isApiKey()
                    ? keyAccounts.getIfPresent(hash(credential))
                    : tokenVerifier.verify(credential.text()).accountId();
            return account == null ? null : accounts.computeIfAbsent(account, id -> new FixedWindowCounter());
        } catch (ApiException unverifiable) {
            return null;
        }
    }

    /**
     * Records the account of an API key that a service accepted, so that its further requests count as the account's.
     *
     * @param account null for a key that was rejected
     * @return false for a credential that is no API key, of which nothing is recorded
     */
    boolean recordAccount(String authorization, String account) {
        RequestCredential credential = RequestCredential.of(authorization, null);
        if (!credential.isApiKey()) {
            return false;
        }
        if (account != null) {
            keyAccounts.put(hash(credential), UUID.fromString(account));
        } else {
            keyAccounts.invalidate(hash(credential));
        }
        return true;
    }

    /** Hash of the whole key, since a request with the id of a key and another secret is not its account's. */
    private static String hash(RequestCredential credential) {
        byte[] text = credential.text().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(HashUtil.getMessageDigest("SHA-256").digest(text));
    }

    boolean exceedsConnectionLimit(int connections) {
        return connections > connectionsPerAddress;
    }

    /** @return the 429 error for too many connections */
    public ApiException tooManyConnections() {
        return ApiException.tooManyRequests("Too many connections", 1)
                .withHeader("RateLimit-Policy", "\"connections\";q=" + connectionsPerAddress)
                .withHeader("RateLimit", "\"connections\";r=0");
    }

    ApiException checkRequest(FixedWindowCounter account, AddressCounters counters) {
        long now = clock.millis();
        return account != null ? accountRule.check(account, now) : addressRule.check(counters.requests(), now);
    }

    ApiException checkSignUp(AddressCounters counters) {
        return signUpRule.check(counters.signUps(), clock.millis());
    }

    /** Removes idle counters. */
    public void removeExpired() {
        long now = clock.millis();
        accounts.values().removeIf(account -> account.isIdleSince(now - 120_000, 1_000));
        addresses.values().removeIf(address -> address.isExpired(now));
    }

    /** Counters of one client address: an IPv4 address or an IPv6 /64 network, as assigned to one customer. */
    record AddressCounters(AtomicInteger connections, FixedWindowCounter requests, FixedWindowCounter signUps) {
        AddressCounters() {
            this(new AtomicInteger(), new FixedWindowCounter(), new FixedWindowCounter());
        }

        boolean isExpired(long nowMillis) {
            return connections.get() == 0
                    && requests.isIdleSince(nowMillis - 60_000, 1_000)
                    && signUps.isIdleSince(nowMillis - 60_000, 60_000);
        }
    }

    /** Rate limits per client. The limits are those of all gateways together; each enforces its share. */
    @ConfigMapping(prefix = "opentrack.gateway.limits")
    public interface RateLimitConfig {
        /** Number of gateways; requests are expected to be spread evenly. */
        @WithDefault("1")
        int gateways();

        /** Requests per second of one account with a verified token. */
        @WithDefault("20000")
        int accountRequestsPerSecond();

        /** Requests per second from one address without a verified token. */
        @WithDefault("20000")
        int addressRequestsPerSecond();

        /** Sign-ups per minute from one address; new and reported API keys count as sign-ups. */
        @WithDefault("60")
        int signUpsPerMinute();

        /** Concurrent connections from one address. */
        @WithDefault("1000")
        int connectionsPerAddress();

        /**
         * Proxies in front of the gateway, as addresses or exact networks such as {@code 10.20.30.0/28}; none if empty. Only
         * from them are {@code X-Forwarded-For} and {@code X-Forwarded-Proto} evaluated, and their own connections are not
         * limited.
         */
        Optional<List<String>> trustedProxies();

        /**
         * Number of those proxies that a request passes one after the other. The client is the entry of
         * {@code X-Forwarded-For} at this position from the right; entries before it can be forged.
         */
        @WithDefault("1")
        int trustedHops();
    }
}
