package run.opentrack.wire.token;

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
import run.opentrack.wire.error.Refusal;

/**
 * Whether a text is one of our access tokens: an RS256 signature by a key that we know by its {@code kid}, type
 * {@code at+jwt} (RFC 9068), and the claims of {@link ClaimRules}. A signature is checked once (43 µs); after that the
 * same token is known by its text until its key is taken away or it is the oldest of many. Never blocks.
 */
public final class AccessTokenCheck {
    private static final String TYPE = "at+jwt";
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST = 4_096;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final VerificationKeys keys;
    private final ClaimRules rules;
    private final Clock clock;
    private final JwtConsumer signature;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public AccessTokenCheck(VerificationKeys keys, TokenConfig config, Clock clock) {
        this.keys = keys;
        this.rules = new ClaimRules(config);
        this.clock = clock;
        this.signature = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .setVerificationKeyResolver(this::keyOf)
                .setSkipAllDefaultValidators()
                .build();
    }

    /** What the token says; a {@link Refusal} (401) says what is wrong with it. */
    public AccessToken check(String token) {
        long now = clock.instant().getEpochSecond();
        Known seen = known.getIfPresent(token);
        if (seen != null && seen.key().equals(keys.byKid(seen.token().kid()))) {
            rules.requireAlive(seen.token().expiresAt(), now);
            return seen.token();
        }
        Known fresh = verify(token, now);
        known.put(token, fresh);
        return fresh.token();
    }

    private Known verify(String token, long now) {
        if (token.length() > LONGEST || !COMPACT.matcher(token).matches()) {
            throw Refusal.unauthenticated("The token is malformed");
        }
        try {
            JwtContext context = signature.process(token);
            var header = (JsonWebSignature) context.getJoseObjects().get(0);
            requireKind(header.getHeaders());
            return new Known(
                    rules.read(context.getJwtClaims().getClaimsMap(), header.getKeyIdHeaderValue(), now),
                    header.getKey());
        } catch (InvalidJwtException e) {
            throw Refusal.unauthenticated("The token's signature is not valid");
        }
    }

    /** The type by hand: the library's own check of it is one of the validators that are skipped. */
    private static void requireKind(Headers header) {
        if (!TYPE.equals(header.getObjectHeaderValue("typ"))) {
            throw Refusal.unauthenticated("The token is of another kind");
        }
        // No extension is understood here, and a list of none is not allowed (RFC 7515, 4.1.11).
        if (header.getObjectHeaderValue("crit") != null) {
            throw Refusal.unauthenticated("The token is malformed");
        }
    }

    private Key keyOf(JsonWebSignature token, List<?> nesting) throws UnresolvableKeyException {
        Key key = keys.byKid(token.getKeyIdHeaderValue());
        if (key == null) {
            throw new UnresolvableKeyException("no such key");
        }
        return key;
    }

    /** @param key that its signature was checked with: another one may take its name */
    private record Known(AccessToken token, Key key) {}
}
