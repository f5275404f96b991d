package run.opentrack.auth.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** RSA key pair that signs access tokens, by its key id. */
record SigningKey(String kid, RSAPrivateCrtKey privateKey, RSAPublicKey publicKey) {
    private static final int MIN_BITS = 2048;

    /**
     * Parses a private key.
     *
     * @param pem PKCS#8 (RFC 5958)
     * @throws IllegalArgumentException when it is no RSA private key or too short
     */
    static SigningKey parse(String kid, String pem) {
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s", "");
        SigningKey key = decode(kid, base64);
        if (key.privateKey.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException("must have at least " + MIN_BITS + " bits");
        }
        return key;
    }

    private static SigningKey decode(String kid, String base64) {
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            var privateKey = (RSAPrivateCrtKey) rsa.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            var publicKey = (RSAPublicKey)
                    rsa.generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
            return new SigningKey(kid, privateKey, publicKey);
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalArgumentException("must be an RSA private key in PKCS#8 PEM", e);
        }
    }

    /** Public key as base64 of its X.509 encoding. */
    String encodedPublicKey() {
        return Base64.getEncoder().encodeToString(publicKey.getEncoded());
    }
}
