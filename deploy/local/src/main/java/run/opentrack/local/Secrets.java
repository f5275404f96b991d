package run.opentrack.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Generated credentials, created at the first start and readable by their owner only. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Secrets(
        String postgresPassword,
        String authServicePassword,
        String competitionServicePassword,
        String exportServicePassword,
        String s3AccessKey,
        String s3SecretKey,
        String superuserEmail,
        String superuserPassword,
        String overrideKey) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    static Secrets loadOrCreate(Path folder) throws IOException {
        Path file = folder.resolve("secrets.json");
        if (!Files.exists(file)) {
            Secrets created = new Secrets(
                    random(18),
                    random(18),
                    random(18),
                    random(18),
                    random(12),
                    random(24),
                    "superuser@example.org",
                    random(12),
                    random(32));
            writePrivately(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(created));
        }
        return JSON.readValue(file.toFile(), Secrets.class);
    }

    /** Folder with the private signing key of access tokens, created at the first start. */
    static Path signingKeys(Path folder) throws IOException {
        Path keys = folder.resolve("keys");
        Files.createDirectories(
                keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Stream<Path> files = Files.list(keys)) {
            if (files.noneMatch(file -> file.toString().endsWith(".pem"))) {
                newSigningKey(keys);
            }
        }
        return keys;
    }

    /**
     * Adds a signing key.
     *
     * @return its kid, which is also the file name
     */
    public static String newSigningKey(Path keys) throws IOException {
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        String kid = HexFormat.of().formatHex(id);
        writePrivately(keys.resolve(kid + ".pem"), privateKey().getBytes());
        return kid;
    }

    /** Writes a file that only its owner may read, replaced by rename so that readers never see a partial file. */
    static void writePrivately(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
