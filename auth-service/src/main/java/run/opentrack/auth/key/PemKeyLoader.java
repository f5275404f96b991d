package run.opentrack.auth.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the private keys of a mounted secret. */
final class PemKeyLoader {
    private static final String EXTENSION = ".pem";
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MIN_BITS = 2048;

    private PemKeyLoader() {}

    /** All keys by kid; fails with a sentence for the operator when there is none, or one that cannot be used. */
    static Map<String, SigningKey> load(Path folder) {
        Map<String, SigningKey> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(EXTENSION)).toList()) {
                String name = file.getFileName().toString();
                String kid = name.substring(0, name.length() - EXTENSION.length());
                if (!KID.matcher(kid).matches()) {
                    throw new IllegalStateException(file + ": a key's file name may have letters, digits, . _ - only");
                }
                keys.put(kid, parse(kid, file));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "opentrack.keys.folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("opentrack.keys.folder " + folder + " has no private key (<kid>.pem)");
        }
        return keys;
    }

    private static SigningKey parse(String kid, Path file) throws IOException {
        String base64 = Files.readString(file)
                .replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "")
                .replaceAll("\\s", "");
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            var privateKey = (RSAPrivateCrtKey) rsa.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            if (privateKey.getModulus().bitLength() < MIN_BITS) {
                throw new IllegalStateException(file + " has fewer than " + MIN_BITS + " bits");
            }
            var publicKey = (RSAPublicKey)
                    rsa.generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
            return new SigningKey(kid, privateKey, publicKey);
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalStateException(file + " is no RSA private key in PKCS#8 PEM", e);
        }
    }
}
