package run.opentrack.gateway;

import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signing key of a test and the valid access tokens made with it. */
public final class TestTokens {
    private final RsaJsonWebKey key;

    public TestTokens() {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("a");
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public RsaJsonWebKey key() {
        return key;
    }

    /** @return the public key as a JWKS document */
    public String jwks() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** @return a token that is valid for an hour */
    public String create(UUID account, Instant issuedAt) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://api.opentrack.run");
        claims.setAudience("opentrack-api");
        claims.setSubject(account.toString());
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setStringListClaim("groups");
        claims.setClaim("ver", 0);
        claims.setIssuedAt(NumericDate.fromSeconds(issuedAt.getEpochSecond()));
        claims.setNotBefore(NumericDate.fromSeconds(issuedAt.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(issuedAt.getEpochSecond() + 3_600));
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setAlgorithmHeaderValue("RS256");
        token.setKeyIdHeaderValue("a");
        token.setHeader("typ", "at+jwt");
        token.setKey(key.getPrivateKey());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
