package run.opentrack.database.security;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import run.opentrack.security.AccessTokenVerifier;

/** A valid access token with its key, settings and clock. */
final class TestToken {
    static final Instant NOW = Instant.parse("2027-06-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final UUID ACCOUNT = UUID.fromString("5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67");
    static final String KID = "key-1";
    static final AccessTokenVerifier.Config CONFIG =
            new Config("https://api.opentrack.run", "opentrack-api", Duration.ofHours(24), Duration.ofSeconds(5));
    private static final KeyPair KEY = keyPair();
    static final PublicKey PUBLIC_KEY = KEY.getPublic();

    private TestToken() {}

    static String valid() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(CONFIG.issuer());
        claims.setAudience(CONFIG.audience());
        claims.setSubject(ACCOUNT.toString());
        claims.setJwtId(UUID.randomUUID().toString());
        NumericDate now = NumericDate.fromSeconds(NOW.getEpochSecond());
        claims.setIssuedAt(now);
        claims.setNotBefore(now);
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 3_600));
        claims.setClaim("ver", 0);
        claims.setStringListClaim("groups", List.of("ADMIN_EST"));
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKeyIdHeaderValue(KID);
        token.setHeader("typ", "at+jwt");
        token.setKey(KEY.getPrivate());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Config(String issuer, String audience, Duration lifetime, Duration skew)
            implements AccessTokenVerifier.Config {}
}
