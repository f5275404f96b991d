package run.opentrack.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeRsaTest {
    private static final byte[] TEXT = {1, 2, 3};

    @TempDir
    private Path folder;

    @AfterAll
    static void remove() {
        Security.removeProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
    }

    @Test
    void loaded_key_signs_by_the_native_library_and_java_verifies_it() throws Exception {
        PemKeyLoader.installNativeProvider();
        assumeTrue(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null, "no library for this machine");
        write(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded());

        SigningKey key = PemKeyLoader.load(folder).get("first");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.privateKey());
        signature.update(TEXT);
        byte[] signed = signature.sign();

        assertThat(signature.getProvider().getName()).isEqualTo(AmazonCorrettoCryptoProvider.PROVIDER_NAME);
        assertThat(key.privateKey().getClass().getName()).startsWith("com.amazon.corretto");
        assertThat(acceptedByJava(key, signed)).isTrue();
    }

    private void write(byte[] privateKey) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(privateKey);
        Files.writeString(
                folder.resolve("first.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }

    private static boolean acceptedByJava(SigningKey key, byte[] signed) throws GeneralSecurityException {
        Signature java = Signature.getInstance("SHA256withRSA", "SunRsaSign");
        java.initVerify(KeyFactory.getInstance("RSA", "SunRsaSign")
                .generatePublic(new X509EncodedKeySpec(key.publicKey().getEncoded())));
        java.update(TEXT);
        return java.verify(signed);
    }
}
