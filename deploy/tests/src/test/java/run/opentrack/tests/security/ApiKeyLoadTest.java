package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;

/** Promise E1: cost of wrong API keys for others and of right ones for the services, and secrecy of both. */
@Isolated
class ApiKeyLoadTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final int WRONG_KEYS = 1_000_000;
    private static final int CLIENTS = 8;
    private static final int TURNS = FULL ? 12 : 4;
    private static final int READS_PER_TURN = FULL ? 10_000 : 1_000;
    /** A turn of the short form is a few timer ticks of the processor's clock. */
    private static final double MAX_CPU_RATIO = FULL ? 1.1 : 1.6;

    private static final String READ = TestCompetitions.PATH + "?country=MLT&limit=1";

    private static final Supplier<String> MALFORMED = () -> "otk_live_x";
    private static final Supplier<String> MISTYPED = () -> "otk_live_" + random(48);
    private static final Supplier<String> UNKNOWN = () -> ApiKeyTest.withChecksum("otk_live_" + random(42));

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestAccount owner = accounts.withGroups("ADMIN_MLT");
    private final String key = newKey();

    private String newKey() {
        return TestKeys.create(owner.api(), Map.of()).get("key").asText();
    }

    @Test
    void e1_wrong_keys_are_rejected_beside_good_ones() {
        for (Supplier<String> wrong : List.of(MALFORMED, MISTYPED, UNKNOWN)) {
            assertThat(p99DuringFlood(wrong, 2_000)).isPositive();
        }
    }

    /** Malformed keys, which cost a comparison, are the baseline. */
    @Test
    @FullRun
    void e1_wrong_keys_slow_no_good_one() {
        boolean passed = false;
        for (int attempt = 0; attempt < 3 && !passed; attempt++) {
            double baseline = p99DuringFlood(MALFORMED, WRONG_KEYS);
            double mistyped = p99DuringFlood(MISTYPED, WRONG_KEYS);
            double unknown = p99DuringFlood(UNKNOWN, WRONG_KEYS);
            System.out.printf(
                    "p99 of good keys alone %.1f ms, during %d malformed keys %.1f ms, mistyped %.1f ms, unknown %.1f ms%n",
                    p99Alone(), WRONG_KEYS, baseline, mistyped, unknown);
            passed = Math.max(mistyped, unknown) <= 2 * baseline;
        }
        assertThat(passed).isTrue();
    }

    private double p99Alone() {
        try (var reads = startGoodReads()) {
            Eventually.pause(20_000);
            return LoadGenerator.percentile(reads.millis(), 0.99);
        }
    }

    private LoadGenerator.Background startGoodReads() {
        ApiClient good = accounts.anonymous().withToken(key);
        return LoadGenerator.start(2, Duration.ofMillis(2), i -> good.get(READ).requireStatus(200));
    }

    private double p99DuringFlood(Supplier<String> wrong, int count) {
        try (var reads = startGoodReads()) {
            LoadGenerator.run(CLIENTS, CLIENTS, client -> {
                try (RawSocket connection = gateway()) {
                    for (int n = 0; n < count / CLIENTS; n++) {
                        assertThat(read(connection, wrong.get())).startsWith("HTTP/1.1 401");
                    }
                }
                return null;
            });
            assertThat(reads.failures()).isEmpty();
            return LoadGenerator.percentile(reads.millis(), 0.99);
        }
    }

    private static String random(int length) {
        return ThreadLocalRandom.current()
                .ints(length, 0, 36)
                .collect(StringBuilder::new, (text, n) -> text.append(Character.forDigit(n, 36)), StringBuilder::append)
                .toString();
    }

    private RawSocket gateway() {
        return RawSocket.to(java.net.URI.create(suite.describe().gatewayUrl()).getPort());
    }

    private static String read(RawSocket connection, String credential) {
        connection.send(
                "GET " + READ + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + credential + "\r\n\r\n");
        return connection.readResponse();
    }

    @Test
    void e1_reads_with_a_key_cost_no_more_processor_time_than_with_a_token() {
        reads(owner.token());
        reads(key);
        Duration withToken = Duration.ZERO;
        Duration withKey = Duration.ZERO;
        for (int turn = 0; turn < TURNS; turn++) {
            withToken = withToken.plus(reads(owner.token()));
            withKey = withKey.plus(reads(key));
        }
        double ratio = (double) withKey.toNanos() / withToken.toNanos();
        System.out.printf(
                "%d reads: %d ms of processor time with a token, %d ms with a key: %.3f%n",
                TURNS * READS_PER_TURN, withToken.toMillis(), withKey.toMillis(), ratio);
        assertThat(ratio).isLessThan(MAX_CPU_RATIO);
    }

    /** Processor time of gateway and services for one turn of reads. */
    private Duration reads(String credential) {
        Duration before = processorTime();
        try (RawSocket connection = gateway()) {
            for (int n = 0; n < READS_PER_TURN; n++) {
                assertThat(read(connection, credential)).startsWith("HTTP/1.1 200");
            }
        }
        return processorTime().minus(before);
    }

    private Duration processorTime() {
        return suite.describe().processes().entrySet().stream()
                .filter(process -> process.getKey().startsWith("gateway")
                        || process.getKey().startsWith("competition"))
                .map(process -> ProcessHandle.of(process.getValue())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void e1_no_key_is_in_a_log_or_a_table() throws IOException {
        ApiClient anonymous = accounts.anonymous();
        String secret = key.substring("otk_live_".length() + 10);
        String unknown = ApiKeyTest.withChecksum("otk_live_" + random(42));
        for (String text : List.of(key, unknown, key + "x")) {
            anonymous.with("X-API-Key", text).get(READ);
            anonymous.with("Authorization", "Token " + text).get("/api/v1/exports/");
            anonymous.withToken(text).post(TestCompetitions.PATH, Map.of("full_name", text));
            anonymous.get(READ + "&key=" + text);
            anonymous.with("X-Request-Id", text).get(READ);
            EntryPoints.replica(suite, "competition-service").get(READ + "&key=" + text);
            anonymous.form("/api/v1/auth/token", Map.of("username", text, "password", text));
            anonymous.post(TestKeys.PATH + "/leaked", Map.of("key", text, "x", UUID.randomUUID()));
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> logs = Files.list(suite.config().folder().resolve("log"))) {
            for (Path log : logs.toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                if (text.contains(secret) || text.contains(unknown.substring(19))) {
                    found.add(log.toString());
                }
            }
        }
        assertThat(found).isEmpty();
        TestDatabase database = new TestDatabase(suite);
        assertThat(database.tablesWith(key.substring(9, 19))).contains("api_key");
        for (String text : List.of(secret, unknown.substring(19))) {
            assertThat(database.tablesWith(text)).isEmpty();
        }
    }
}
