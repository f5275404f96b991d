package run.opentrack.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * Self-signed certificate of a server, made by the keytool of the JDK.
 *
 * @param certificate in PEM; also the CA that clients trust
 * @param key in PEM, readable by its owner only, as PostgreSQL requires
 */
public record TestCertificate(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /** @param names subject alternative names in keytool's notation, for example {@code ip:127.0.0.1} */
    public static TestCertificate create(Path folder, String names) {
        Path store = folder.resolve("server.p12");
        try {
            Files.createDirectories(folder);
            keytool(store, names);
            KeyStore entries = KeyStore.getInstance("PKCS12");
            try (InputStream content = Files.newInputStream(store)) {
                entries.load(content, PASSWORD.toCharArray());
            }
            Path key = folder.resolve("server.key");
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    pem(
                            "PRIVATE KEY",
                            entries.getKey("server", PASSWORD.toCharArray()).getEncoded()));
            Path certificate = Files.writeString(
                    folder.resolve("server.crt"),
                    pem("CERTIFICATE", entries.getCertificate("server").getEncoded()));
            return new TestCertificate(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String names) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }

    /** Settings of a PostgreSQL server that accepts TLS with this certificate. */
    public List<String> postgresSettings() {
        return List.of("ssl=on", "ssl_cert_file=" + certificate, "ssl_key_file=" + key);
    }
}
