package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path folder;

    @Test
    void secrets_are_created_once_and_then_kept() throws IOException {
        Secrets first = Secrets.loadOrCreate(folder);
        assertThat(Secrets.loadOrCreate(folder)).isEqualTo(first);
    }

    @Test
    void secrets_of_two_folders_differ() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        assertThat(Secrets.loadOrCreate(other).superuserPassword())
                .isNotEqualTo(Secrets.loadOrCreate(folder).superuserPassword());
    }

    @Test
    void only_the_owner_may_read_them() throws IOException {
        Secrets.loadOrCreate(folder);
        assertThat(permissions(folder.resolve("secrets.json"))).isEqualTo("rw-------");
    }

    @Test
    void the_first_start_creates_one_signing_key_and_the_next_none() throws IOException {
        Path keys = Secrets.signingKeys(folder);
        Secrets.signingKeys(folder);
        assertThat(permissions(keys)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(keys)) {
            assertThat(files).singleElement().satisfies(key -> {
                assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
                assertThat(permissions(key)).isEqualTo("rw-------");
            });
        }
    }

    @Test
    void a_new_signing_key_is_named_by_its_kid() throws IOException {
        String kid = Secrets.newSigningKey(folder);
        assertThat(kid).matches("[0-9a-f]{16}");
        assertThat(folder.resolve(kid + ".pem")).exists();
    }

    @Test
    void suite_json_is_read_as_it_was_written() {
        SuiteFile file = new SuiteFile(
                "http://127.0.0.1:8080",
                "http://127.0.0.1:9000/calendars",
                new SuiteFile.S3("http://127.0.0.1:9000", "calendars", "key", "secret"),
                new SuiteFile.Postgres("127.0.0.1", 5433, "opentrack", "owner", "password"),
                new SuiteFile.Superuser("superuser@example.org", "password"),
                Map.of("gateway", 17L));
        file.write(folder.resolve("suite.json"));
        assertThat(SuiteFile.read(folder.resolve("suite.json"))).contains(file);
    }

    @Test
    void a_missing_or_damaged_suite_json_is_none() throws IOException {
        assertThat(SuiteFile.read(folder.resolve("suite.json"))).isEmpty();
        Files.writeString(folder.resolve("suite.json"), "{\"gateway_url\":");
        assertThat(SuiteFile.read(folder.resolve("suite.json"))).isEmpty();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
