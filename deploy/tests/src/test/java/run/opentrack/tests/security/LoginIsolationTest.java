package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/** Promise A13: more logins than can be hashed slow nothing else and are rejected at once. */
@Isolated
class LoginIsolationTest {
    private static final long KIB_OF_A_HASH = 19_456;
    private static final long ALLOWED_KIB = 64 * 1_024;

    private final Suite suite = TestSuites.replicated();
    private final AtomicInteger loginsAccepted = new AtomicInteger();
    private final Queue<Double> rejectionMillis = new ConcurrentLinkedQueue<>();
    private final ApiClient anonymous = new TestAccounts(suite).anonymous();
    private final List<String> emails = IntStream.range(0, 25)
            .mapToObj(i -> new TestAccounts(suite).withGroups().email())
            .toList();

    @Test
    @FullRun
    void a13_200_concurrent_logins_do_not_slow_ping_and_keys_and_the_surplus_is_rejected_at_once() throws Exception {
        boolean passed = false;
        sendLogins(2_000);
        long before = residentKib();
        for (int attempt = 0; attempt < 3 && !passed; attempt++) {
            rejectionMillis.clear();
            loginsAccepted.set(0);
            double baseline = p99DuringLogins(0);
            double loaded = p99DuringLogins(30_000);
            System.out.printf(
                    "p99 of ping and keys %.1f ms, with 200 logins %.1f ms; %d tokens, %d rejected, the slowest in"
                            + " %.0f ms%n",
                    baseline, loaded, loginsAccepted.get(), rejectionMillis.size(), slowestRejection());
            passed = loaded <= 2 * baseline && slowestRejection() <= 1_000;
        }
        assertThat(passed).isTrue();
        int threads = 2 * Runtime.getRuntime().availableProcessors();
        assertThat(residentKib() - before).isLessThanOrEqualTo(threads * KIB_OF_A_HASH + 2 * ALLOWED_KIB);
        for (String part : List.of("auth-service", "auth-service-2")) {
            assertThat(Files.readString(suite.config().log(part)))
                    .doesNotContain("at run.opentrack.auth.password.Argon2Hasher");
        }
    }

    /** @param loginMillis 0 for the baseline without logins */
    private double p99DuringLogins(int loginMillis) throws InterruptedException {
        try (var load = LoadGenerator.start(2, Duration.ofMillis(40), i -> {
            anonymous.get("/api/v1/ping/").requireStatus(200);
            anonymous.get("/api/v1/auth/jwks").requireStatus(200);
        })) {
            if (loginMillis > 0) {
                sendLogins(loginMillis);
            } else {
                Thread.sleep(4_000);
            }
            assertThat(load.failures()).isEmpty();
            return LoadGenerator.percentile(load.millis(), 0.99);
        }
    }

    /** 200 clients log in; each retries after Retry-After, or 100 ms after a token. */
    private void sendLogins(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        LoadGenerator.run(200, 200, client -> {
            String email = emails.get(client % emails.size());
            while (System.nanoTime() < end) {
                long begin = System.nanoTime();
                ApiClient.Response response = anonymous.form(
                        "/api/v1/auth/token", Map.of("username", email, "password", TestAccounts.PASSWORD));
                if (response.status() == 200) {
                    loginsAccepted.incrementAndGet();
                    Eventually.pause(100);
                } else {
                    assertThat(response.status()).isIn(429, 503);
                    assertThat(response.header("Retry-After")).isNotNull();
                    rejectionMillis.add((System.nanoTime() - begin) / 1e6);
                    Eventually.pause(1_000 * Long.parseLong(response.header("Retry-After"))
                            + ThreadLocalRandom.current().nextLong(500));
                }
            }
            return client;
        });
        assertThat(loginsAccepted).hasPositiveValue();
    }

    private double slowestRejection() {
        return rejectionMillis.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private long residentKib() {
        return ProcessStats.of(suite.process("auth-service")).residentKib()
                + ProcessStats.of(suite.process("auth-service-2")).residentKib();
    }
}
