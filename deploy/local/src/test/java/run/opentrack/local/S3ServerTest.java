package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anonymous access to the S3 endpoint. */
class S3ServerTest {
    @TempDir
    Path folder;

    private S3Proxy server;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(0, folder, "calendars", "key", "secret");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/calendars",
                "/calendars/",
                "/calendars?list-type=2",
                "/calendars?versions",
                "/calendars?uploads"
            })
    void the_bucket_is_not_listable(String target) throws Exception {
        HttpResponse<String> response = get(target);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("<Code>AccessDenied</Code>");
    }

    @Test
    void a_public_object_is_readable_and_a_private_one_is_not() throws Exception {
        write("public.json", "rw-r--r--");
        write("private.json", "rw-------");
        assertThat(get("/calendars/public.json").body()).isEqualTo("[]");
        assertThat(get("/calendars/private.json").statusCode()).isEqualTo(403);
    }

    private void write(String name, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("calendars").resolve(name), "[]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + target))
                                .build(),
                        BodyHandlers.ofString());
    }
}
