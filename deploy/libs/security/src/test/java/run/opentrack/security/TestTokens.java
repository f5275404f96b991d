package run.opentrack.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens, valid and forged, built from raw JSON so that a test can break every part of them. */
final class TestTokens {
    static final Instant NOW = Instant.parse("2027-06-01T12:00:00Z");
    static final String ACCOUNT = "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67";
    static final String KID = "key-1";
    static final KeyPair KEY = keyPair();
    static final KeyPair OTHER_KEY = keyPair();
    static final AccessTokenVerifier.Config CONFIG =
            new Config("https://api.opentrack.run", "opentrack-api", Duration.ofHours(24), Duration.ofSeconds(5));

    private TestTokens() {}

    static String valid() {
        return rs256(header("RS256", KID, "at+jwt"), claims(0), KEY.getPrivate());
    }

    static String header(String alg, String kid, String typ) {
        return "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}".formatted(alg, kid, typ);
    }

    /** Claims of a token that lives an hour. */
    static String claims(int version) {
        long now = NOW.getEpochSecond();
        return """
                {"iss":"https://api.opentrack.run","aud":"opentrack-api","sub":"%1$s","jti":"%1$s","iat":%2$d,"nbf":%2$d,\
                "exp":%3$d,"ver":%4$d,"groups":["ADMIN_EST"]}""".formatted(ACCOUNT, now, now + 3_600, version);
    }

    static String rs256(String header, String claims, PrivateKey key) {
        return signed("SHA256withRSA", header, claims, key);
    }

    static String signed(String algorithm, String header, String claims, PrivateKey key) {
        String content = base64(header) + "." + base64(claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token signed with HMAC, for which the key's public bytes serve as the secret. */
    static String hs256(String header, String claims, Key secret) {
        String content = base64(header) + "." + base64(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getEncoded(), "HmacSHA256"));
            return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static VerificationKeys keys() {
        VerificationKeys keys = new VerificationKeys();
        keys.replace(Map.of(KID, KEY.getPublic()));
        return keys;
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

    record Config(String issuer, String audience, Duration lifetime, Duration skew)
            implements AccessTokenVerifier.Config {}

    /** A clock that a test can set. */
    static final class TestClock extends Clock {
        Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
