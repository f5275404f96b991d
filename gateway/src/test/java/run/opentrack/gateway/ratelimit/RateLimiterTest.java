package run.opentrack.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.gateway.TestTokens;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.VerificationKeys;

class RateLimiterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final TestTokens TOKENS = new TestTokens();
    private static final String PROXY = "10.0.0.1";

    private final RateLimiter limiter = limiter();

    @Test
    void requests_without_a_token_count_by_address() {
        assertThat(request(client("1.1.1.1"), null, null)).isNull();
        assertThat(request(client("1.1.1.1"), null, null)).isNull();
        assertThat(request(client("1.1.1.1"), null, null).headers())
                .containsEntry("RateLimit-Policy", "\"address\";q=2;w=1");
        assertThat(request(client("1.1.1.2"), null, null)).isNull();
    }

    @Test
    void requests_with_a_verified_token_count_by_account_on_every_connection() {
        UUID account = UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            assertThat(request(client("1.1.1." + i), bearer(account), null)).isNull();
        }
        assertThat(request(client("1.1.1.9"), bearer(account), null).headers())
                .containsEntry("RateLimit-Policy", "\"account\";q=3;w=1");
        assertThat(request(client("1.1.1.9"), bearer(UUID.randomUUID()), null)).isNull();
    }

    @Test
    void requests_with_an_invalid_token_count_by_address() {
        ClientRateLimit client = client("1.1.1.1");
        request(client, "Bearer " + UUID.randomUUID(), null);
        request(client, "Basic abc", null);
        assertThat(request(client, bearer(UUID.randomUUID()) + "x", null).status())
                .isEqualTo(429);
    }

    @Test
    void a_forwarded_address_is_ignored_unless_the_peer_is_a_trusted_proxy() {
        ClientRateLimit client = client("1.1.1.1");
        request(client, null, "2.2.2.1");
        request(client, null, "2.2.2.2");
        assertThat(request(client, null, "2.2.2.3").status()).isEqualTo(429);
        assertThat(client.addressText()).isEqualTo("1.1.1.1");
        assertThat(client.isTrustedProxy()).isFalse();
    }

    @Test
    void clients_behind_a_trusted_proxy_count_separately() {
        ClientRateLimit proxy = client(PROXY);
        for (int i = 0; i < 3; i++) {
            assertThat(request(proxy, null, "2.2.2." + i)).isNull();
            assertThat(proxy.addressText()).isEqualTo("2.2.2." + i);
        }
        assertThat(request(proxy, null, "2.2.2.1")).isNull();
        assertThat(request(proxy, null, "2.2.2.1").status()).isEqualTo(429);
        assertThat(proxy.isTrustedProxy()).isTrue();
    }

    @Test
    void a_request_of_the_proxy_itself_counts_by_its_own_address() {
        ClientRateLimit proxy = client(PROXY);
        request(proxy, null, "2.2.2.2");
        request(proxy, null, null);
        assertThat(proxy.addressText()).isEqualTo(PROXY);
    }

    @Test
    void addresses_of_one_ipv6_network_share_their_limit() {
        request(client("2001:db8::1"), null, null);
        request(client("2001:db8::2"), null, null);
        assertThat(request(client("2001:db8::3"), null, null).status()).isEqualTo(429);
    }

    @Test
    void sign_ups_have_their_own_limit_per_address() {
        ClientRateLimit client = client("1.1.1.1");
        assertThat(client.checkSignUp()).isNull();
        assertThat(client.checkSignUp().headers()).containsEntry("RateLimit-Policy", "\"sign-ups\";q=1;w=60");
        assertThat(client("1.1.1.2").checkSignUp()).isNull();
    }

    @Test
    void connections_over_the_limit_of_an_address_are_marked_until_one_closes() {
        ClientRateLimit first = connected("1.1.1.1");
        assertThat(connected("1.1.1.1").isOverConnectionLimit()).isFalse();
        ClientRateLimit third = connected("1.1.1.1");
        assertThat(third.isOverConnectionLimit()).isTrue();
        third.disconnected();
        first.disconnected();
        assertThat(connected("1.1.1.1").isOverConnectionLimit()).isFalse();
    }

    @Test
    void connections_of_a_trusted_proxy_are_not_limited() {
        for (int i = 0; i < 5; i++) {
            assertThat(connected(PROXY).isOverConnectionLimit()).isFalse();
        }
    }

    @Test
    void too_many_connections_are_429_with_the_policy() {
        ApiException error = limiter.tooManyConnections();
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.headers())
                .containsEntry("Retry-After", "1")
                .containsEntry("RateLimit-Policy", "\"connections\";q=2")
                .containsEntry("RateLimit", "\"connections\";r=0");
    }

    @Test
    void counters_in_use_survive_the_removal_of_expired_ones() {
        ClientRateLimit client = client("1.1.1.1");
        request(client, null, null);
        request(client, null, null);
        limiter.removeExpired();
        assertThat(request(client("1.1.1.1"), null, null).status()).isEqualTo(429);
    }

    @Test
    void requests_with_an_api_key_count_by_the_account_that_a_service_names() {
        UUID account = UUID.randomUUID();
        String key = "Token otk_live_a";
        ClientRateLimit first = client("1.1.1.1");
        request(first, key, null);
        first.recordAccount(key, account.toString(), 200);
        for (int i = 2; i < 5; i++) {
            assertThat(request(client("1.1.1." + i), key, null)).isNull();
        }
        assertThat(request(first, key, null).headers()).containsEntry("RateLimit-Policy", "\"account\";q=3;w=1");
        assertThat(request(client("1.1.1.6"), "Token otk_live_b", null)).isNull();
    }

    @Test
    void rejected_api_key_counts_by_address_again() {
        String key = "Token otk_live_a";
        ClientRateLimit client = client("1.1.1.1");
        client.recordAccount(key, UUID.randomUUID().toString(), 200);
        request(client, key, null);
        client.recordAccount(key, null, 401);
        request(client, key, null);
        request(client, key, null);
        assertThat(request(client, key, null).headers()).containsEntry("RateLimit-Policy", "\"address\";q=2;w=1");
    }

    private ClientRateLimit connected(String address) {
        ClientRateLimit client = client(address);
        client.connected();
        return client;
    }

    private ClientRateLimit client(String address) {
        return limiter.clientAt(SocketAddress.inetSocketAddress(50_000, address));
    }

    private static ApiException request(ClientRateLimit client, String authorization, String forwardedFor) {
        return client.checkRequest(authorization, forwardedFor);
    }

    private static String bearer(UUID account) {
        return "Bearer " + TOKENS.create(account, NOW);
    }

    private static RateLimiter limiter() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        VerificationKeys keys = new VerificationKeys();
        keys.replace(Map.of("a", TOKENS.key().getPublicKey()));
        Limits limits = new Limits(1, 3, 2, 1, 2, Optional.of(List.of(PROXY)), 1);
        Tokens tokens =
                new Tokens("https://api.opentrack.run", "opentrack-api", Duration.ofHours(24), Duration.ofSeconds(5));
        return new RateLimiter(limits, new AccessTokenVerifier(keys, tokens, clock), clock);
    }

    private record Limits(
            int gateways,
            int accountRequestsPerSecond,
            int addressRequestsPerSecond,
            int signUpsPerMinute,
            int connectionsPerAddress,
            Optional<List<String>> trustedProxies,
            int trustedHops)
            implements RateLimiter.RateLimitConfig {}

    private record Tokens(String issuer, String audience, Duration lifetime, Duration skew)
            implements AccessTokenVerifier.Config {}
}
