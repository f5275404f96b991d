package run.opentrack.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.Key;
import java.time.Clock;
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
 * Whether a text is one of our access tokens: an RS256 signature by a key that we know by its {@code kid}, type
 * {@code at+jwt} (RFC 9068), and the claims of {@link ClaimValidator}. A signature is checked once (43 µs); after that the
 * same token is known by its text until its key is taken away or it is the oldest of many. Never blocks.
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

    public AccessTokenVerifier(VerificationKeys keys, TokenConfig config, Clock clock) {
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

    /** What the token says; a {@link ApiException} (401) says what is wrong with it. */
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
            throw ApiException.unauthenticated("The token's signature is not valid");
        }
    }

    /** The type by hand: the library's own check of it is one of the validators that are skipped. */
    private static void requireType(Headers header) {
        if (!TYPE.equals(header.getObjectHeaderValue("typ"))) {
            throw ApiException.unauthenticated("The token is of another kind");
        }
        // No extension is understood here, and a list of none is not allowed (RFC 7515, 4.1.11).
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

    /** @param key that its signature was checked with: another one may take its name */
    private record CachedToken(AccessToken token, Key key) {}
}
