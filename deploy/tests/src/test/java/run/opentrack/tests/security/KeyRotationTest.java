package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Secrets;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promises A5 and A6: rotation of signing keys without rejecting a valid token. */
@ConcurrentClass(suite = "mailed")
class KeyRotationTest {
    private static final Duration PAUSE = Duration.ofMillis(40);
    private static final String READ = TestCompetitions.PATH + "?country=MLT&limit=1";

    private final Suite suite = MailSuite.running();
    private final TestDatabase database = new TestDatabase(suite);
    private final Path folder = suite.config().folder().resolve("keys");
    private final String email = MailSuite.newConfirmedAccount();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    @Test
    void a5_two_rotations_under_load_refuse_no_valid_token_and_a_removed_key_is_refused_within_60_s() throws Exception {
        String first = login();
        tokens.add(first);
        AtomicInteger next = new AtomicInteger();
        try (var load = LoadGenerator.start(4, PAUSE, i -> send(tokens.get(next.getAndIncrement() % tokens.size())))) {
            rotate();
            String second = tokens.get(tokens.size() - 1);
            rotate();
            assertThat(load.millis().size()).isGreaterThan(100);
            tokens.removeIf(token -> kid(token).equals(kid(first)));
            String publicKey = database.queryValue("SELECT public_key FROM signing_key WHERE kid = ?", kid(first));
            Files.delete(folder.resolve(kid(first) + ".pem"));
            Eventually.within(60, () -> entryPoints().stream()
                    .allMatch(entryPoint -> entryPoint.get(first).status() == 401));
            assertThat(entryPoints())
                    .allMatch(entryPoint -> entryPoint.get(second).status() == 200);
            assertThat(load.failures()).isEmpty();
            requireNotPublishedAgain(first, publicKey);
        }
    }

    /** A replica of an earlier version, which has the removed key still, publishes it. */
    private void requireNotPublishedAgain(String token, String publicKey) {
        database.update(
                "INSERT INTO signing_key VALUES (?, ?, now() + interval '1 hour') ON CONFLICT DO NOTHING",
                kid(token),
                publicKey);
        Eventually.within(60, () -> database.query("SELECT FROM signing_key WHERE kid = ?", kid(token))
                .isEmpty());
        Eventually.within(60, () -> entryPoints().stream()
                .allMatch(entryPoint -> entryPoint.get(token).status() == 401));
    }

    @Test
    void a_key_with_the_kid_of_another_one_invalidates_its_tokens_and_signs() throws Exception {
        String old = login();
        Path elsewhere = Files.createTempDirectory("keys");
        Path key = elsewhere.resolve(Secrets.newSigningKey(elsewhere) + ".pem");
        Files.move(key, folder.resolve(kid(old) + ".pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(elsewhere);
        Eventually.within(60, () -> entryPoints().stream()
                .allMatch(entryPoint -> entryPoint.get(old).status() == 401));
        Eventually.within(60, () -> {
            String fresh = login();
            return entryPoints().stream()
                    .allMatch(entryPoint -> entryPoint.get(fresh).status() == 200);
        });
    }

    @Test
    void a6_a_flood_of_unknown_kids_neither_slows_good_requests_nor_hides_a_rotation() throws Exception {
        tokens.add(login());
        TokenForger forger = new TokenForger(suite, UUID.randomUUID());
        String forged = forger.foreignKey(forger.header(), forger.claims());
        String rest = forged.substring(forged.indexOf('.'));
        int flood = TestSuites.isFullRun() ? 10_000 : 500;
        boolean passed = false;
        for (int attempt = 0; attempt < 3 && !passed; attempt++) {
            double baseline = p99DuringFlood(flood, () -> forged);
            double flooded = p99DuringFlood(
                    flood,
                    () -> TokenForger.encoded(Json.bytes(
                                    forger.header("kid", UUID.randomUUID().toString())))
                            + rest);
            System.out.printf("p99 during %d known kids %.1f ms, unknown %.1f ms%n", flood, baseline, flooded);
            passed = flooded <= (TestSuites.isFullRun() ? 2 : 4) * baseline;
        }
        assertThat(passed).isTrue();
        rotate();
        String newest = tokens.get(tokens.size() - 1);
        assertThat(entryPoints()).allMatch(entryPoint -> entryPoint.get(newest).status() == 200);
    }

    /** 99th percentile of valid requests while rejected ones are sent; those with a known kid are the baseline. */
    private double p99DuringFlood(int count, Supplier<String> bad) {
        try (var good = LoadGenerator.start(2, PAUSE, i -> send(tokens.get(0)))) {
            assertThat(LoadGenerator.run(count, 8, i -> MailSuite.anonymous()
                            .withToken(bad.get())
                            .get(READ)
                            .status()))
                    .containsOnly(401);
            assertThat(good.failures()).isEmpty();
            return LoadGenerator.percentile(good.millis(), 0.99);
        }
    }

    /** Adds a key and waits until it signs; the key set must contain it by then. */
    private void rotate() throws IOException {
        String kid = Secrets.newSigningKey(folder);
        Eventually.within(60, () -> {
            tokens.add(login());
            return kid(tokens.get(tokens.size() - 1)).equals(kid);
        });
        List<String> published =
                MailSuite.anonymous().get("/api/v1/auth/jwks").json().findValuesAsText("kid");
        tokens.forEach(token -> assertThat(published).contains(kid(token)));
    }

    private void send(String token) {
        MailSuite.anonymous().withToken(token).get(READ).requireStatus(200);
    }

    private List<EntryPoints.EntryPoint> entryPoints() {
        return new ArrayList<>(EntryPoints.of(suite).values());
    }

    private String login() {
        ApiClient.Response response = Eventually.retryOnBusy(() -> MailSuite.anonymous()
                .form("/api/v1/auth/token", Map.of("username", email, "password", TestAccounts.PASSWORD)));
        response.requireStatus(200);
        return response.json().get("access_token").asText();
    }

    private static String kid(String token) {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.")[0]))
                .get("kid")
                .asText();
    }
}
