package run.opentrack.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeyLoaderTest {
    private static KeyPair pair;

    @TempDir
    private Path folder;

    @BeforeAll
    static void generate() throws GeneralSecurityException {
        pair = generate("RSA", 2_048);
    }

    @Test
    void keys_are_named_by_their_files() throws IOException {
        write("2026-a.pem", pair);
        write("2026_b.pem", pair);
        Map<String, SigningKey> keys = PemKeyLoader.load(folder);
        assertThat(keys.keySet()).containsExactly("2026-a", "2026_b");
        assertThat(keys.get("2026-a").kid()).isEqualTo("2026-a");
    }

    @Test
    void public_key_is_derived_from_the_private_key() throws IOException {
        write("a.pem", pair);
        SigningKey key = PemKeyLoader.load(folder).get("a");
        assertThat(key.publicKey().getModulus()).isEqualTo(key.privateKey().getModulus());
        assertThat(Base64.getDecoder().decode(key.encodedPublicKey()))
                .isEqualTo(pair.getPublic().getEncoded());
    }

    @Test
    void files_with_another_extension_are_ignored() throws IOException {
        write("a.pem", pair);
        Files.writeString(folder.resolve("README"), "no key");
        assertThat(PemKeyLoader.load(folder)).containsOnlyKeys("a");
    }

    @Test
    void folder_without_keys_is_rejected() {
        assertRejected("has no private key");
    }

    @Test
    void missing_folder_is_rejected() {
        assertThatThrownBy(() -> PemKeyLoader.load(folder.resolve("missing")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void file_name_that_is_no_kid_is_rejected() throws IOException {
        write("a b.pem", pair);
        assertRejected("the file name must consist of");
    }

    @Test
    void key_of_less_than_2048_bits_is_rejected() throws IOException, GeneralSecurityException {
        write("a.pem", generate("RSA", 1_024));
        assertRejected("must have at least 2048 bits");
    }

    @Test
    void key_of_another_algorithm_is_rejected() throws IOException, GeneralSecurityException {
        write("a.pem", generate("EC", 256));
        assertRejected("must be an RSA private key in PKCS#8 PEM");
    }

    @Test
    void text_that_is_no_key_is_rejected() throws IOException {
        Files.writeString(folder.resolve("a.pem"), "-----BEGIN PRIVATE KEY-----\n%%%\n-----END PRIVATE KEY-----\n");
        assertRejected("must be an RSA private key in PKCS#8 PEM");
    }

    private void assertRejected(String message) {
        assertThatThrownBy(() -> PemKeyLoader.load(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    private void write(String name, KeyPair keys) throws IOException {
        String base64 = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
        Files.writeString(
                folder.resolve(name), "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }

    private static KeyPair generate(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
