package run.opentrack.acceptance.account;

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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Json;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Secrets;
import run.opentrack.local.Suite;

/** Promises A5 and A6: signing keys come and go, and nobody with a good token notices. */
class KeyRotationTest {
    private static final String READ = Competitions.PATH + "?country=MLT&limit=1";

    private final Suite suite = MailedSuite.running();
    private final Path folder = suite.plan().folder().resolve("keys");
    private final String email = MailedSuite.newPerson();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    @Test
    void a5_two_rotations_under_load_refuse_no_valid_token_and_a_removed_key_is_refused_within_60_s() throws Exception {
        String first = login();
        tokens.add(first);
        AtomicInteger next = new AtomicInteger();
        try (Load load = Load.of(4, () -> send(tokens.get(next.getAndIncrement() % tokens.size())))) {
            rotate();
            String second = tokens.get(tokens.size() - 1);
            rotate();
            assertThat(load.millis().size()).isGreaterThan(100);
            tokens.removeIf(token -> kid(token).equals(kid(first)));
            Files.delete(folder.resolve(kid(first) + ".pem"));
            within60s(() -> doors().stream().allMatch(door -> door.enter(first).status() == 401));
            assertThat(doors()).allMatch(door -> door.enter(second).status() == 200);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void a_key_that_takes_the_name_of_another_puts_an_end_to_its_tokens_and_signs_itself() throws Exception {
        String old = login();
        Path elsewhere = Files.createTempDirectory("keys");
        Path key = elsewhere.resolve(Secrets.newSigningKey(elsewhere) + ".pem");
        Files.move(key, folder.resolve(kid(old) + ".pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(elsewhere);
        within60s(() -> doors().stream().allMatch(door -> door.enter(old).status() == 401));
        within60s(() -> {
            String fresh = login();
            return doors().stream().allMatch(door -> door.enter(fresh).status() == 200);
        });
    }

    @Test
    void a6_a_flood_of_unknown_kids_neither_slows_good_requests_nor_hides_a_rotation() throws Exception {
        tokens.add(login());
        Forge forge = new Forge(suite, UUID.randomUUID());
        String forged = forge.foreign(forge.header(), forge.claims());
        String rest = forged.substring(forged.indexOf('.'));
        int flood = Suites.inFull() ? 10_000 : 1_500;
        double slack = Suites.inFull() ? 2 : 4;
        boolean held = false;
        for (int attempt = 0; attempt < 3 && !held; attempt++) {
            double baseline = p99BesideFlood(flood, () -> forged);
            double flooded = p99BesideFlood(
                    flood,
                    () -> Forge.encoded(Json.bytes(
                                    forge.header("kid", UUID.randomUUID().toString())))
                            + rest);
            System.out.printf("p99 beside %d known kids %.1f ms, unknown %.1f ms%n", flood, baseline, flooded);
            held = flooded <= baseline * slack;
        }
        assertThat(held).isTrue();
        rotate();
        String newest = tokens.get(tokens.size() - 1);
        assertThat(doors()).allMatch(door -> door.enter(newest).status() == 200);
    }

    /** Of good requests, while so many bad ones are sent; bad ones with a known kid are the baseline. */
    private double p99BesideFlood(int many, Supplier<String> bad) {
        try (Load good = Load.of(2, () -> send(tokens.get(0)))) {
            Load.times(8, many, () -> assertThat(
                            MailedSuite.anybody().as(bad.get()).get(READ).status())
                    .isEqualTo(401));
            assertThat(good.failures()).isEmpty();
            return good.percentile(99);
        }
    }

    /** Adds a key and waits until it signs; every service must know it by then, and the list of public keys too. */
    private void rotate() throws IOException, InterruptedException {
        String kid = Secrets.newSigningKey(folder);
        within60s(() -> {
            tokens.add(login());
            return kid(tokens.get(tokens.size() - 1)).equals(kid);
        });
        List<String> published =
                MailedSuite.anybody().get("/api/v1/auth/jwks").json().findValuesAsText("kid");
        tokens.forEach(token -> assertThat(published).contains(kid(token)));
    }

    private static void within60s(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(250);
        }
    }

    private void send(String token) {
        assertThat(MailedSuite.anybody().as(token).get(READ).status()).isEqualTo(200);
    }

    private List<Doors.Door> doors() {
        return new ArrayList<>(Doors.of(suite).values());
    }

    private String login() {
        Api.Answer answer = MailedSuite.anybody()
                .form("/api/v1/auth/token", Map.of("username", email, "password", People.PASSWORD));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().get("access_token").asText();
    }

    private static String kid(String token) {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.")[0]))
                .get("kid")
                .asText();
    }
}
