package run.opentrack.tests.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.Json;

/** Valid and invalid tokens, signed with the key of the suite or with a foreign one. */
final class TokenForger {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final UUID account;
    private final String kid;
    private final PrivateKey key;
    private final PublicKey publicKey;
    private final KeyPair foreignKey;

    /** @param account the subject */
    TokenForger(Suite suite, UUID account) {
        this.account = account;
        try (Stream<Path> files = Files.list(suite.config().folder().resolve("keys"))) {
            Path file =
                    files.filter(f -> f.toString().endsWith(".pem")).findFirst().orElseThrow();
            this.kid = file.getFileName().toString().replace(".pem", "");
            String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey secret = (RSAPrivateCrtKey) rsa.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            this.key = secret;
            this.publicKey = rsa.generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            this.foreignKey = generator.generateKeyPair();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String kid() {
        return kid;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    KeyPair foreignKey() {
        return foreignKey;
    }

    /** Header of a valid token. */
    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "at+jwt");
        header.put("kid", kid);
        header.put("alg", "RS256");
        return header;
    }

    Map<String, Object> header(String name, Object value) {
        return with(header(), name, value);
    }

    /** Claims of a valid token. */
    Map<String, Object> claims() {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "https://api.opentrack.run");
        claims.put("aud", "opentrack-api");
        claims.put("sub", account.toString());
        claims.put("groups", new String[] {"SUPERUSER"});
        claims.put("ver", 0);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now + 86_400);
        return claims;
    }

    /** Claims of a valid token with one changed; null removes it. */
    Map<String, Object> claims(String name, Object value) {
        return with(claims(), name, value);
    }

    static Map<String, Object> with(Map<String, Object> members, String name, Object value) {
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, value);
        }
        return members;
    }

    /** Signs with the key of the suite. */
    String signedWithOwnKey(Object header, Object claims) {
        return signed(header, claims, "SHA256withRSA", key);
    }

    String foreignKey(Object header, Object claims) {
        return signed(header, claims, "SHA256withRSA", foreignKey.getPrivate());
    }

    String signed(Object header, Object claims, String algorithm, PrivateKey with) {
        String content = content(header, claims);
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(with);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    PrivateKey key() {
        return key;
    }

    String hmac(Object header, Object claims, byte[] secret) {
        String content = content(header, claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + URL.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Encoded header and claims; strings are taken as JSON. */
    static String content(Object header, Object claims) {
        return encoded(Json.bytes(header)) + "." + encoded(Json.bytes(claims));
    }

    static String encoded(byte[] bytes) {
        return URL.encodeToString(bytes);
    }
}
