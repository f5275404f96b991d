package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;
import run.opentrack.tests.support.TestWebhooks.TestWebhook;

/** The example deploy/examples/receive_webhook.py, as a receiver of the suite. */
class ReceiveWebhookTest {
    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final ApiClient api = accounts.withGroups("ADMIN_SLB").api();
    private final TestWebhooks webhooks = new TestWebhooks(api);

    @TempDir
    private Path folder;

    private Process receiver;

    @AfterEach
    void stop() {
        if (receiver != null) {
            receiver.destroyForcibly();
        }
        webhooks.deleteAll();
    }

    @Test
    void the_example_handles_each_message_once_and_refuses_forged_ones() throws Exception {
        PythonInterpreter.assumeAvailable();
        int port = freePort();
        TestWebhook webhook = webhooks.create("http://127.0.0.1:" + port + "/", TestWebhooks.COMPETITIONS, "SLB");
        Path output = folder.resolve("output");
        receiver = start(port, webhook.secret(), output);
        Eventually.within(20, () -> forged(port) == 400);

        webhook.activate();
        String competition = api.post(TestCompetitions.PATH, TestCompetitions.small("SLB", "2031-05-08"))
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
        api.patch(TestCompetitions.PATH + competition, Map.of("city", "Honiara"))
                .requireStatus(200);
        Eventually.within(20, () -> lines(output).size() == 3);
        webhook.sendAgain(webhook.deliveries("").get(0).get("id").asText()).requireStatus(202);
        Eventually.within(20, () -> webhook.deliveries("?state=pending").isEmpty());
        api.delete(TestCompetitions.PATH + competition).requireStatus(204);
        Eventually.within(20, () -> lines(output).size() >= 4);
        assertThat(lines(output))
                .containsExactly(
                        "ping ",
                        "competition.stored " + competition,
                        "competition.stored " + competition + " city",
                        "competition.removed " + competition);
    }

    private static Process start(int port, String secret, Path output) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        "python3",
                        TestSuites.repository()
                                .resolve("deploy/examples/receive_webhook.py")
                                .toString(),
                        "" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().put("OPENTRACK_WEBHOOK_SECRET", secret);
        return command.start();
    }

    /** Status of the response to a forged message, 0 without one. */
    private static int forged(int port) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .header("webhook-id", "1")
                    .header("webhook-timestamp", "" + Instant.now().getEpochSecond())
                    .header("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"ping\",\"data\":{}}"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(Path output) {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
