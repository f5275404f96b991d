package run.opentrack.competition.duplicate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.base64url.Base64Url;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.HashUtil;
import org.jose4j.lang.JoseException;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionJson;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Issues and verifies override tokens, by which a client confirms that none of the reported matches is its competition.
 * A token is bound to the account, the content and the matches of that moment. It is an HS256 JWT with its own key,
 * type and audience, so that it is never accepted as an access token nor the other way round.
 */
@ApplicationScoped
public class OverrideTokenService {
    private static final String TYPE = "ovr+jwt";
    private static final String AUDIENCE = "competition-service/override";
    private static final String CONTENT = "content";
    private static final String MATCHES = "matches";
    private static final int MIN_KEY_BYTES = 32;

    private final Key key;
    private final Config config;
    private final Clock clock;
    private final JwtConsumer consumer;

    public OverrideTokenService(Config config, Clock clock) {
        byte[] secret = Base64.getUrlDecoder().decode(config.key());
        if (secret.length < MIN_KEY_BYTES) {
            throw new IllegalStateException("opentrack.override.key must have at least " + MIN_KEY_BYTES + " bytes");
        }
        this.key = new HmacKey(secret);
        this.config = config;
        this.clock = clock;
        this.consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
                .setVerificationKey(key)
                .setExpectedType(true, TYPE)
                .setSkipAllDefaultValidators()
                .build();
    }

    /**
     * Signs a token.
     *
     * @param content validated competition as sent
     * @param matches ids of all matches
     */
    public String issue(UUID account, CompetitionData content, Set<UUID> matches) {
        long now = clock.instant().getEpochSecond();
        JwtClaims claims = new JwtClaims();
        claims.setAudience(AUDIENCE);
        claims.setSubject(account.toString());
        claims.setNotBefore(NumericDate.fromSeconds(now));
        claims.setExpirationTime(NumericDate.fromSeconds(now + config.lifetime().toSeconds()));
        claims.setStringClaim(CONTENT, digest(content));
        claims.setStringClaim(MATCHES, encode(matches));
        JsonWebSignature token = new JsonWebSignature();
        token.setHeader("typ", TYPE);
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setKey(key);
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("an override token could not be signed", e);
        }
    }

    /**
     * Verifies a token.
     *
     * @param token null when none was sent
     * @return ids of the matches that the token covers, empty without a token
     * @throws ApiException 422 with the reason when the token is invalid
     */
    public Set<UUID> verify(String token, UUID account, CompetitionData content) {
        if (token == null) {
            return Set.of();
        }
        try {
            JwtClaims claims = consumer.processToClaims(token);
            verifyClaims(claims, account, content);
            return decode(claims.getStringClaimValue(MATCHES));
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException e) {
            throw invalidToken("is not valid");
        }
    }

    private void verifyClaims(JwtClaims claims, UUID account, CompetitionData content) throws MalformedClaimException {
        long now = clock.instant().getEpochSecond();
        if (!List.of(AUDIENCE).equals(claims.getAudience())) {
            throw invalidToken("is not valid");
        }
        if (claims.getExpirationTime() == null
                || now >= claims.getExpirationTime().getValue()) {
            throw invalidToken("has expired");
        }
        if (!account.toString().equals(claims.getSubject())) {
            throw invalidToken("was issued to another account");
        }
        if (!digest(content).equals(claims.getStringClaimValue(CONTENT))) {
            throw invalidToken("was issued for other content");
        }
    }

    private static ApiException invalidToken(String reason) {
        return ApiException.invalid(
                Violation.ofMember("override_token", "the override token " + reason, "value_error.override_token"));
    }

    private static String digest(CompetitionData content) {
        byte[] json = CompetitionJson.render(content, content.slug()).getBytes(StandardCharsets.UTF_8);
        return Base64Url.encode(HashUtil.getMessageDigest("SHA-256").digest(json));
    }

    private static String encode(Set<UUID> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(16 * ids.size());
        ids.stream().sorted().forEach(id -> bytes.putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()));
        return Base64Url.encode(bytes.array());
    }

    private static Set<UUID> decode(String encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(encoded));
        Set<UUID> ids = new HashSet<>();
        while (bytes.remaining() >= 16) {
            ids.add(new UUID(bytes.getLong(), bytes.getLong()));
        }
        return ids;
    }

    /** Settings of override tokens. */
    @ConfigMapping(prefix = "opentrack.override")
    public interface Config {
        /** Signing secret: at least 32 random bytes in base64url, equal on all replicas. */
        String key();

        /** Validity of a token. */
        @WithDefault("P3D")
        Duration lifetime();
    }
}
