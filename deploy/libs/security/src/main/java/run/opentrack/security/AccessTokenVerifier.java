package run.opentrack.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.UnresolvableKeyException;
import run.opentrack.http.error.ApiException;

/**
 * Verifier of access tokens: RS256 signature by a known key, type {@code at+jwt} (RFC 9068) and the claims of {@link
 * ClaimValidator}. Caches verified tokens until their key is removed, because a signature check dominates the cost of a
 * request; never blocks.
 */
public final class AccessTokenVerifier {
    private static final String TYPE = "at+jwt";
    private static final int CACHE_SIZE = 10_000;
    private static final int MAX_LENGTH = 4_096;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final VerificationKeys keys;
    private final ClaimValidator claims;
    private final Clock clock;
    private final JwtConsumer jwtConsumer;
    private final Cache<String, CachedToken> cache =
            Caffeine.newBuilder().maximumSize(CACHE_SIZE).build();

    public AccessTokenVerifier(VerificationKeys keys, Config config, Clock clock) {
        this.keys = keys;
        this.claims = new ClaimValidator(config);
        this.clock = clock;
        this.jwtConsumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .setVerificationKeyResolver(this::resolveKey)
                .setSkipAllDefaultValidators()
                .build();
    }

    /**
     * Returns the claims of a valid token.
     *
     * @throws ApiException 401 with the reason
     */
    public AccessToken verify(String token) {
        long now = clock.instant().getEpochSecond();
        CachedToken cached = cache.getIfPresent(token);
        if (cached != null && cached.key().equals(keys.byKid(cached.token().kid()))) {
            claims.requireNotExpired(cached.token().expiresAt(), now);
            return cached.token();
        }
        CachedToken verified = verifySignature(token, now);
        cache.put(token, verified);
        return verified.token();
    }

    private CachedToken verifySignature(String token, long now) {
        if (token.length() > MAX_LENGTH || !COMPACT.matcher(token).matches()) {
            throw ApiException.unauthenticated("The token is malformed");
        }
        try {
            JwtContext context = jwtConsumer.process(token);
            var header = (JsonWebSignature) context.getJoseObjects().get(0);
            requireType(header.getHeaders());
            return new CachedToken(
                    claims.validate(context.getJwtClaims().getClaimsMap(), header.getKeyIdHeaderValue(), now),
                    header.getKey());
        } catch (InvalidJwtException e) {
            throw ApiException.unauthenticated("Invalid token signature");
        }
    }

    /** Checks the type here, because jose4j's own check is among the skipped validators. */
    private static void requireType(Headers header) {
        if (!TYPE.equals(header.getObjectHeaderValue("typ"))) {
            throw ApiException.unauthenticated("Wrong token type");
        }
        // No extension is supported, and an empty list is invalid (RFC 7515, 4.1.11).
        if (header.getObjectHeaderValue("crit") != null) {
            throw ApiException.unauthenticated("The token is malformed");
        }
    }

    private Key resolveKey(JsonWebSignature token, List<?> nesting) throws UnresolvableKeyException {
        Key key = keys.byKid(token.getKeyIdHeaderValue());
        if (key == null) {
            throw new UnresolvableKeyException("no such key");
        }
        return key;
    }

    /** @param key key that verified the signature; another one may replace it under the same kid */
    private record CachedToken(AccessToken token, Key key) {}

    /** Settings of access tokens, the same for all services. */
    @ConfigMapping(prefix = "opentrack.token")
    public interface Config {
        /** Issuer ({@code iss}) of every token. */
        @WithDefault("https://api.opentrack.run")
        String issuer();

        /** Audience ({@code aud}) of every token. */
        @WithDefault("opentrack-api")
        String audience();

        /** Lifetime of a token: maximum difference between {@code exp} and {@code iat}. */
        @WithDefault("PT24H")
        Duration lifetime();

        /** Tolerated clock difference between two machines. */
        @WithDefault("PT5S")
        Duration skew();
    }
}
