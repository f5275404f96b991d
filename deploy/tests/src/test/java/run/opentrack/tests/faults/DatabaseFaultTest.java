package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.faults.OperationLog.Operation;
import run.opentrack.tests.faults.OperationLog.Outcome;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestSuites.FaultySuite;

/** The database is killed, stopped or unreachable while clients write through two replicas of each service. */
class DatabaseFaultTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final int KILLS = FULL ? 10 : 2;
    private static final int SECONDS_BETWEEN_KILLS = FULL ? 6 : 1;
    /** Warms up the services before anything is measured. */
    private static final int WARM_UP_SECONDS = FULL ? 10 : 0;

    private static final int OUTAGE_SECONDS = FULL ? 20 : 4;
    private static final int WRITERS = FULL ? 16 : 8;
    /** The promised limit on a quiet machine. */
    private static final long MAX_RESPONSE_MILLIS = FULL ? 3_000 : 4_500;

    private static final int MAX_RECOVERY_SECONDS = FULL ? 5 : 15;
    private static final double MIN_RATE_SHARE = FULL ? 0.8 : 0.4;
    private static final int CONNECTIONS = 2 * 20;

    private static final String TOKEN = new TestAccounts(TestSuites.faulty().suite()).superuserToken();

    private final FaultySuite faulty = TestSuites.faulty();
    private final Suite suite = faulty.suite();
    private final TestAccounts accounts = new TestAccounts(suite);
    /** Authenticated before any fault. */
    private final ApiClient superuser = accounts.anonymous().withToken(TOKEN);

    private final TestDatabase database = new TestDatabase(suite);
    private final OperationLog history = new OperationLog();

    @AfterEach
    void assertHealthy() {
        faulty.database().pass();
        Eventually.within(
                60, () -> superuser.get(TestCompetitions.PATH + "?limit=1").status() == 200);
        Eventually.within(60, () -> accounts.logInSuperuser().status() == 200);
    }

    @Test
    void a_database_that_is_killed_repeatedly_loses_no_confirmed_write() {
        Map<String, Long> before = services();
        double slowest = 0;
        try (var writers = history.startWriters(superuser, WRITERS);
                HealthMonitor health = watch()) {
            write(WARM_UP_SECONDS);
            double rate = write(SECONDS_BETWEEN_KILLS);
            for (int kill = 0; kill < KILLS; kill++) {
                slowest = Math.max(slowest, secondsFromServerToService());
                rate = Math.min(rate, write(SECONDS_BETWEEN_KILLS));
            }
            System.out.printf(
                    "killed %d times: %s, at least %.0f/s, serving after %.1f s at most, rejected within %d ms%n",
                    KILLS, history, rate, slowest, slowest(Outcome.FAIL));
            assertThat(rate).isGreaterThan(FULL ? 50 : 5);
            assertThat(health.live()).as("liveness").containsOnly(200);
            assertThat(health.ready()).as("readiness").contains(200, 503);
        }
        requireFaultApplied();
        requireTruthfulRejections();
        assertThat(slowest(Outcome.FAIL)).isLessThan(FULL ? 2_000 : MAX_RESPONSE_MILLIS);
        ConsistencyChecker.check(history, suite);
        assertThat(services()).as("no service was restarted").isEqualTo(before);
        assertThat(log(Service.COMPETITION)).as("log without unexpected errors").doesNotContain("Uncaught exception");
    }

    @Test
    void a_stopped_database_yields_503_in_time() {
        String known = superuser
                .post(TestCompetitions.PATH, TestCompetitions.small("EST", "2031-01-01"))
                .json()
                .get("id")
                .asText();
        try (var writers = history.startWriters(superuser, WRITERS);
                HealthMonitor health = watch()) {
            write(WARM_UP_SECONDS);
            double rate = write(FULL ? 6 : 2);
            Process server = suite.process(Suite.POSTGRES);
            ProcessSignals.stop(server);
            try {
                callDuringOutage(known);
            } finally {
                ProcessSignals.resume(server);
            }
            double recovery = secondsToFullRate(rate);
            System.out.printf(
                    "stood still for %d s: %s, slowest %d ms; %.0f/s again after %.1f s%n",
                    OUTAGE_SECONDS, history, slowest(), rate, recovery);
            assertThat(health.live()).as("liveness").containsOnly(200);
            assertThat(health.ready()).as("readiness").contains(200, 503);
        }
        requireFaultApplied();
        requireTruthfulRejections();
        assertThat(slowest()).isLessThan(MAX_RESPONSE_MILLIS);
        assertThat(connections()).isLessThanOrEqualTo(CONNECTIONS);
        ConsistencyChecker.check(history, suite);
    }

    @Test
    void half_open_connections_are_closed() {
        try (var writers = history.startWriters(superuser, WRITERS)) {
            write(1);
            long faults = faulty.database().faultsApplied();
            int open = faulty.database().open();
            faulty.database().discardAll();
            long begin = System.nanoTime();
            Eventually.within(10, () -> faulty.database().faultsApplied() > faults);
            Eventually.within(FULL ? 10 : 20, () -> faulty.database().openSince(begin) == 0);
            System.out.printf("%d half-open connections closed after %.1f s%n", open, since(begin));
            faulty.database().pass();
            Eventually.within(FULL ? 10 : 20, () -> history.okSince(begin) > 0);
            System.out.printf("serving again %.1f s after the outage: %s%n", since(begin), history);
            write(1);
        }
        requireFaultApplied();
        requireTruthfulRejections();
        ConsistencyChecker.check(history, suite);
    }

    private double secondsFromServerToService() {
        Process old = suite.process(Suite.POSTGRES);
        ProcessSignals.kill(old);
        Eventually.within(60, () -> suite.process(Suite.POSTGRES) != old && accepts());
        long accepted = System.nanoTime();
        Eventually.within(MAX_RECOVERY_SECONDS, () -> history.okSince(accepted) > 0);
        return since(accepted);
    }

    /** Sends every kind of request at the same time, repeatedly. */
    private void callDuringOutage(String known) {
        long begin = System.nanoTime();
        do {
            List<Map.Entry<String, Supplier<ApiClient.Response>>> round =
                    List.copyOf(calls(known).entrySet());
            LoadGenerator.run(
                    round.size(),
                    round.size(),
                    i -> requireUnavailable(round.get(i).getKey(), round.get(i).getValue()));
        } while (since(begin) < OUTAGE_SECONDS);
    }

    private static ApiClient.Response requireUnavailable(String name, Supplier<ApiClient.Response> call) {
        long requested = System.nanoTime();
        ApiClient.Response response = call.get();
        assertThat(response.status()).as(name + ": " + response).isEqualTo(503);
        assertThat(response.header("Retry-After")).as(name).isNotNull();
        assertThat((long) (since(requested) * 1_000)).as(name).isLessThan(MAX_RESPONSE_MILLIS);
        return response;
    }

    private Map<String, Supplier<ApiClient.Response>> calls(String known) {
        String account = "/api/v1/auth/accounts/" + UUID.randomUUID();
        Map<String, Supplier<ApiClient.Response>> calls = new TreeMap<>();
        for (String path : List.of(
                TestCompetitions.PATH + "?limit=1",
                TestCompetitions.PATH + "?country=EST&from_date=2031-01-01&to_date=2031-12-31",
                TestCompetitions.PATH + known,
                TestCompetitions.PATH + UUID.randomUUID(),
                TestCompetitions.PATH + known + "/history",
                "/api/v1/auth/me",
                "/api/v1/auth/accounts?email=unknown@example.org",
                "/api/v1/auth/audit",
                account,
                "/api/v1/exports/",
                "/api/v1/exports/" + UUID.randomUUID())) {
            calls.put("GET " + path, () -> superuser.get(path));
        }
        calls.put("login", accounts::logInSuperuser);
        calls.put("sign-up", () -> accounts.signUp(UUID.randomUUID() + "@example.org", "A Person"));
        calls.put("group", () -> superuser.put(account + "/groups/ADMIN_EST"));
        calls.put("disabling", () -> superuser.patch(account, Map.of("enabled", false)));
        calls.put(
                "password",
                () -> superuser.post(
                        "/api/v1/auth/me/password",
                        Map.of("current_password", "not this one", "new_password", TestAccounts.PASSWORD)));
        calls.put("export", () -> superuser.post("/api/v1/exports/", Map.of()));
        return calls;
    }

    private double secondsToFullRate(double rate) {
        long begin = System.nanoTime();
        Eventually.within(
                MAX_RECOVERY_SECONDS,
                () -> history.okSince(Math.max(begin, System.nanoTime() - 1_000_000_000L)) > MIN_RATE_SHARE * rate);
        return since(begin);
    }

    /** Rate of confirmed writes per second. */
    private double write(int seconds) {
        long begin = System.nanoTime();
        Eventually.within(30 + seconds, () -> since(begin) > seconds && history.okSince(begin) >= 20);
        return history.okSince(begin) / since(begin);
    }

    private void requireFaultApplied() {
        assertThat(history.count(Outcome.FAIL) + history.count(Outcome.UNKNOWN))
                .as("the fault was applied")
                .isPositive();
    }

    /** Every other response than 201 must be 503 or 504 with Retry-After. */
    private void requireTruthfulRejections() {
        List<Operation> others = history.entries().stream()
                .filter(entry -> entry.status() != 201)
                .toList();
        assertThat(others).allSatisfy(entry -> assertThat(entry.status()).isIn(503, 504));
        assertThat(others).allSatisfy(entry -> assertThat(entry.retryAfter()).isNotNull());
    }

    private long slowest() {
        return history.entries().stream().mapToLong(Operation::millis).max().orElse(0);
    }

    private long slowest(Outcome outcome) {
        return history.of(outcome).stream().mapToLong(Operation::millis).max().orElse(0);
    }

    private boolean accepts() {
        try {
            return database.queryValue("SELECT 1").equals("1");
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private long connections() {
        return Long.parseLong(
                database.queryValue("SELECT count(*) FROM pg_stat_activity WHERE usename = 'competition_service'"));
    }

    private String log(Service service) {
        try {
            return Files.readString(suite.config().log(service.folder()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HealthMonitor watch() {
        return HealthMonitor.of(suite.config().ports().managementOf(Service.COMPETITION));
    }

    private Map<String, Long> services() {
        Map<String, Long> pids = new TreeMap<>(suite.describe().processes());
        pids.remove(Suite.POSTGRES);
        return pids;
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
