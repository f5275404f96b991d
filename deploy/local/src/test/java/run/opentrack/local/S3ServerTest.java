package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Anonymous access to the S3 endpoint. */
class S3ServerTest {
    @TempDir
    private static Path folder;

    private static S3Proxy server;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(0, folder, "calendars", "key", "secret");
    }

    @AfterAll
    static void stop() throws Exception {
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

    /** RFC 9110, 15.4.5; the last also for pages of other origins. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void a_304_has_the_headers_of_the_200(String method) throws Exception {
        new FilesystemNio2BlobStore(folder.toString())
                .putBlob(
                        PutObjectRequest.builder()
                                .bucket("calendars")
                                .key("live/euroath/a.json")
                                .acl(ObjectCannedACL.PUBLIC_READ)
                                .cacheControl("public, max-age=300")
                                .contentLength(2L)
                                .build(),
                        new ByteArrayInputStream(new byte[] {'[', ']'}));
        for (String[] origin : new String[][] {{"X-None", "a"}, {"Origin", "https://club.example"}}) {
            HttpHeaders found = send(method, origin, "If-None-Match", "\"other\"", 200);
            String etag = found.firstValue("ETag").orElseThrow();
            HttpHeaders unchanged = send(method, origin, "If-None-Match", etag, 304);
            for (String name : List.of(
                    "ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")) {
                assertThat(unchanged.allValues(name)).as(name).isEqualTo(found.allValues(name));
            }
            assertThat(unchanged.firstValue("Cache-Control")).contains("public, max-age=300");
            assertThat(unchanged.firstValue("Access-Control-Allow-Origin").isPresent())
                    .isEqualTo(origin[0].equals("Origin"));
        }
    }

    /** A page of another origin that may not read an error sees a network failure. */
    @ParameterizedTest
    @CsvSource({"absent.json, bytes=0-1, 404", "private.json, bytes=0-1, 403", "public.json, bytes=9-, 416"})
    void an_error_is_readable_by_other_origins(String name, String range, int status) throws Exception {
        write("public.json", "rw-r--r--");
        write("private.json", "rw-------");
        for (String method : status == 416 ? List.of("GET") : List.of("GET", "HEAD")) {
            HttpResponse<Void> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.getPort() + "/calendars/" + name))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .headers("Origin", "https://club.example", "Range", range)
                                    .build(),
                            BodyHandlers.discarding());
            assertThat(response.statusCode()).as(method).isEqualTo(status);
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(method)
                    .contains("*");
        }
    }

    /** RFC 9110, 10.1.1. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT"})
    void an_http_1_0_client_gets_no_interim_response(String method) throws Exception {
        write("public.json", "rw-r--r--");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            client.setSoTimeout(10_000);
            client.getOutputStream()
                    .write((method
                                    + " /calendars/public.json HTTP/1.0\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
                                    + (method.equals("PUT") ? "Content-Length: 2\r\n\r\n[]" : "\r\n"))
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(response).startsWith("HTTP/1.").doesNotContain("100 Continue");
        }
    }

    private HttpHeaders send(String method, String[] header, String name, String value, int status) throws Exception {
        HttpResponse<Void> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + server.getPort() + "/calendars/live/euroath/a.json"))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .headers(header[0], header[1], name, value)
                                .build(),
                        BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(status);
        return response.headers();
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
