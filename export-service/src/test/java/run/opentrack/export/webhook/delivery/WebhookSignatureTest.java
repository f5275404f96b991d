package run.opentrack.export.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Signatures, as the specification's example and its public library verify them. */
class WebhookSignatureTest {
    private final Random random = new Random(11);

    @Test
    void the_example_of_the_specification_has_its_signature() {
        Map<String, String> headers = WebhookSignature.headers(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1_614_265_330),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(headers)
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void the_public_library_verifies_each_and_refuses_each_that_was_changed() throws Exception {
        for (int n = 0; n < 1_000; n++) {
            String secret = secret();
            String former = secret();
            String body = "{\"type\":\"ping\",\"data\":{\"name\":\"Tõrv " + random.nextLong() + "\"}}";
            Map<String, String> headers = headers(body, Instant.now(), List.of(secret, former));
            for (String known : List.of(secret, former)) {
                new Webhook(known).verify(body, of(headers));
            }
            assertRefused(secret(), body, headers);
            int at = random.nextInt(body.length());
            assertRefused(secret, body.substring(0, at) + '#' + body.substring(at + 1), headers);
            for (String name : List.of("webhook-id", "webhook-timestamp")) {
                Map<String, String> changed = new HashMap<>(headers);
                changed.computeIfPresent(name, (key, value) -> value.substring(1) + "0");
                assertRefused(secret, body, changed);
            }
        }
    }

    @Test
    void the_public_library_refuses_an_attempt_of_six_minutes_ago() {
        String secret = secret();
        Instant now = Instant.now();
        assertRefused(secret, "{}", headers("{}", now.minus(Duration.ofMinutes(6)), List.of(secret)));
        assertThatCode(() -> new Webhook(secret)
                        .verify("{}", of(headers("{}", now.minus(Duration.ofMinutes(4)), List.of(secret)))))
                .doesNotThrowAnyException();
    }

    /** Each line: a message, then the same with one byte of its body changed, then one of six minutes ago. */
    @Test
    @EnabledIfSystemProperty(named = "opentrack.full", matches = "true")
    void the_public_javascript_library_agrees(@TempDir Path folder) throws Exception {
        String script = """
                import {Webhook} from "standardwebhooks";
                import {readFileSync} from "node:fs";
                const verifies = (secret, body, headers) => {
                  try { new Webhook(secret).verify(body, headers); return true; } catch { return false; }
                };
                const lines = readFileSync("messages.jsonl", "utf8").trim().split("\\n").map(JSON.parse);
                console.log(JSON.stringify(lines.map(([secret, body, headers]) => verifies(secret, body, headers))));
                """;
        ObjectMapper json = new ObjectMapper();
        StringBuilder lines = new StringBuilder();
        List<Boolean> expected = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            String secret = secret();
            String body = "{\"type\":\"ping\",\"data\":{\"name\":\"Tõrv " + random.nextLong() + "\"}}";
            Map<String, String> headers = headers(body, Instant.now(), List.of(secret(), secret));
            Instant former = Instant.now().minus(Duration.ofMinutes(6));
            List<List<Object>> messages = List.of(
                    List.of(secret, body, headers),
                    List.of(secret, body.replaceFirst("\\d", "x"), headers),
                    List.of(secret, body, headers(body, former, List.of(secret))));
            for (List<Object> message : messages) {
                lines.append(json.writeValueAsString(message)).append('\n');
            }
            expected.addAll(List.of(true, false, false));
        }
        Files.writeString(folder.resolve("messages.jsonl"), lines);
        Files.writeString(folder.resolve("verify.mjs"), script);
        assumeTrue(run(folder, "npm", "install", "--no-audit", "--no-fund", "standardwebhooks@1.1.1") != null);
        assertThat(run(folder, "node", "verify.mjs")).isEqualTo(json.writeValueAsString(expected));
    }

    /** Output of a program, null if it fails. */
    private static String run(Path folder, String... command) throws Exception {
        Path output = folder.resolve("output");
        int code = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return code == 0 ? Files.readString(output).strip() : null;
    }

    private Map<String, String> headers(String body, Instant time, List<String> secrets) {
        return WebhookSignature.headers("id-" + random.nextInt(), time, body.getBytes(StandardCharsets.UTF_8), secrets);
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static void assertRefused(String secret, String body, Map<String, String> headers) {
        assertThatThrownBy(() -> new Webhook(secret).verify(body, of(headers)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    private static HttpHeaders of(Map<String, String> headers) {
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return HttpHeaders.of(lists, (name, value) -> true);
    }
}
