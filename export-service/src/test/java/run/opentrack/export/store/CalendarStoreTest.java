package run.opentrack.export.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.export.store.CalendarStore.ConcurrentReplaceException;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.local.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The bucket on a real S3 endpoint. */
class CalendarStoreTest {
    @TempDir
    private static Path folder;

    private static S3Proxy server;
    private static S3Client s3;

    private final CalendarStore store = new CalendarStore(s3, config("calendars", true));

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(0, folder, "calendars", "key", "secret");
        s3 = client("secret");
    }

    private static S3Client client(String secret) {
        return client(secret, server.getPort());
    }

    private static S3Client client(String secret, int port) {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", secret)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        s3.close();
        server.stop();
    }

    @Test
    void file_is_stored_with_its_digest_and_readable_by_everyone() throws IOException {
        assertThat(store.find("euroath/a.json")).isEmpty();
        ExportFile file = file("euroath/a.json", "[1]");
        String etag = store.replace(Optional.empty(), file);
        assertThat(store.find("euroath/a.json"))
                .contains(new StoredFile(etag, file.sha256(), OptionalLong.of(file.rows())));
        assertThat(store.etags()).containsEntry("euroath/a.json", etag);
        HttpURLConnection page = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.getPort() + "/calendars/live/euroath/a.json")
                        .toURL()
                        .openConnection();
        assertThat(page.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[1]");
        assertThat(page.getContentType()).isEqualToIgnoringWhitespace("application/json; charset=utf-8");
        assertThat(page.getHeaderField("Cache-Control")).isEqualTo("public, max-age=300");
    }

    @Test
    void file_that_another_writer_replaced_is_not_replaced() throws IOException {
        store.replace(Optional.empty(), file("b.json", "[1]"));
        Optional<StoredFile> seen = store.find("b.json");
        store.replace(seen, file("b.json", "[2]"));
        assertThatThrownBy(() -> store.replace(seen, file("b.json", "[3]")))
                .isInstanceOf(ConcurrentReplaceException.class)
                .hasMessageContaining("b.json");
        assertThatThrownBy(() -> store.replace(Optional.empty(), file("b.json", "[4]")))
                .isInstanceOf(ConcurrentReplaceException.class);
        assertThat(store.find("b.json"))
                .map(StoredFile::sha256)
                .contains(file("b.json", "[2]").sha256());
        CalendarStore unconditional = new CalendarStore(s3, config("calendars", false));
        unconditional.replace(seen, file("b.json", "[5]"));
        assertThat(store.find("b.json"))
                .map(StoredFile::sha256)
                .contains(file("b.json", "[5]").sha256());
    }

    @Test
    void an_upload_is_repeated_when_its_connection_is_closed() throws Exception {
        try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> relay = new FutureTask<>(() -> closeFirstConnections(closing, 2), null);
            new Thread(relay).start();
            try (S3Client client = client("secret", closing.getLocalPort())) {
                ExportFile file = file("c.json", "[6]");
                String etag = new CalendarStore(client, config("calendars", true)).replace(Optional.empty(), file);
                assertThat(store.etags()).containsEntry("c.json", etag);
            }
            closing.close();
            relay.get();
        }
    }

    /** Closes connections after the first bytes of a request, and relays the others to the store. */
    private static void closeFirstConnections(ServerSocket listener, int count) {
        try {
            for (int accepted = 0; ; accepted++) {
                Socket client = listener.accept();
                if (accepted < count) {
                    client.getInputStream().read();
                    client.close();
                } else {
                    Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
                    copy(client, upstream);
                    copy(upstream, client);
                }
            }
        } catch (IOException closed) {
            assertThat(listener.isClosed()).isTrue();
        }
    }

    private static void copy(Socket from, Socket to) {
        new Thread(() -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException closed) {
                        // The other direction has ended.
                    }
                })
                .start();
    }

    @Test
    void set_up_creates_the_bucket_and_accepts_what_the_store_does_not_support() {
        List<String> progress = new ArrayList<>();
        assertThat(new BucketSetup(s3, config("new", true)).run(progress::add)).isTrue();
        assertThat(progress.get(0)).isEqualTo("the bucket new: done");
        assertThat(progress.get(1)).startsWith("CORS for any origin: not supported by this store");
        assertThat(s3.listBuckets().buckets()).anyMatch(bucket -> bucket.name().equals("new"));
    }

    @Test
    void set_up_that_the_account_may_not_do_is_left_to_an_administrator() {
        List<String> progress = new ArrayList<>();
        try (S3Client stranger = client("wrong secret")) {
            assertThat(new BucketSetup(stranger, config("new", true)).run(progress::add))
                    .isFalse();
        }
        assertThat(progress.get(0)).startsWith("the bucket new: rejected with 403 ");
    }

    private static ExportFile file(String name, String content) throws IOException {
        return ExportFile.write(
                name,
                folder.resolve("content" + content.hashCode()),
                3,
                content.getBytes(StandardCharsets.UTF_8),
                "application/json; charset=utf-8",
                true);
    }

    private static CalendarStore.Config config(String bucket, boolean conditionalWrites) {
        return new StoreConfig(Optional.empty(), true, bucket, "live", Optional.of("public-read"), conditionalWrites);
    }

    private record StoreConfig(
            Optional<String> endpoint,
            boolean pathStyle,
            String bucket,
            String prefix,
            Optional<String> acl,
            boolean conditionalWrites)
            implements CalendarStore.Config {}
}
