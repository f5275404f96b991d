package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.faults.OperationLog.Operation;
import run.opentrack.tests.faults.OperationLog.Outcome;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** One of two replicas is killed, or replaced, while clients write. */
class ReplicaFaultTest {
    private static final List<String> REPLICAS = List.of("competition-service", "competition-service-2");

    private static final int MAX_SHUTDOWN_SECONDS = 15;

    private final Suite suite = TestSuites.faulty().suite();
    private final ApiClient superuser = new TestAccounts(suite).superuser();
    private final OperationLog history = new OperationLog();

    @Test
    void a_replica_killed_during_writes_loses_nothing_and_repeats_nothing() {
        try (var writers = history.startWriters(superuser, 8)) {
            writeSome();
            Process old = suite.process("competition-service-2");
            ProcessSignals.kill(old);
            Eventually.within(10, () -> !old.isAlive());
            writeSome();
            superuser.get(TestCompetitions.PATH + "?limit=1").requireStatus(200);
            awaitRestart("competition-service-2", old);
        }
        System.out.println("a replica killed: " + history);
        assertThat(history.entries())
                .allSatisfy(entry -> assertThat(entry.status()).isIn(201, 502, 503));
        assertThat(history.count(Outcome.UNKNOWN)).as("only requests in flight").isLessThanOrEqualTo(8);
        ConsistencyChecker.check(history, suite);
    }

    @Test
    void a_redaction_is_finished_by_the_other_replica_when_one_is_killed() {
        int entries = TestSuites.isFullRun() ? 100_000 : 10_000;
        TestDatabase database = new TestDatabase(suite);
        String address = "brien@" + UUID.randomUUID() + ".example";
        ApiClient.Response competition =
                superuser.post(TestCompetitions.PATH, TestCompetitions.small("EST", "2031-04-01"));
        String id = competition.json().get("id").asText();
        database.update(
                "INSERT INTO competition_history (competition_id, country_id, at, account_id, action, changes)"
                        + " SELECT ?::uuid, 'EST', now(), ?::uuid, 'changed', json_build_object('city', json_build_object("
                        + "'old', n, 'new', ?::text)) FROM generate_series(1, ?) n",
                id,
                id,
                address,
                entries);
        String path = superuser
                .post("/api/v1/competitions/redactions", Map.of("email", address))
                .header("Location");
        String redaction = path.substring(path.lastIndexOf('/') + 1);
        Eventually.within(60, () -> database.queryValue(
                        "SELECT count(*) FROM redaction_result WHERE redaction_id = ?::uuid", redaction)
                .equals("1"));
        Process old = suite.process("competition-service-2");
        ProcessSignals.kill(old);
        Eventually.within(120, () -> database.queryValue(
                        "SELECT finished_at IS NOT NULL FROM redaction WHERE id = ?::uuid", redaction)
                .equals("t"));
        assertThat(database.queryValue(
                        "SELECT count(*) FROM competition_history WHERE changes LIKE ?", "%" + address + "%"))
                .isEqualTo("0");
        awaitRestart("competition-service-2", old);
        assertThat(superuser
                        .get(path)
                        .json()
                        .get("competitions")
                        .get(0)
                        .get("history_entries")
                        .asInt())
                .isEqualTo(entries);
    }

    /** Takes two leases, which are a minute and a half. */
    @Test
    @FullRun
    void an_import_is_finished_by_the_other_replica_when_one_is_killed() {
        int size = 1_000;
        TestDatabase database = new TestDatabase(suite);
        String source = "s" + UUID.randomUUID().toString().substring(0, 8);
        String path = startImport(source, size, 0);
        String created = "SELECT count(*) FROM competition WHERE national_id LIKE ?";
        Eventually.within(60, () -> !database.queryValue(created, source + "%").equals("0"));
        for (String replica : REPLICAS) {
            Process old = suite.process(replica);
            ProcessSignals.kill(old);
            awaitRestart(replica, old);
        }
        Eventually.within(300, () -> !isRunning(path));
        assertThat(superuser.get(path).json().get("counts").get("new").asInt()).isEqualTo(size);
        assertThat(database.queryValue(created, source + "%")).isEqualTo("" + size);
        assertThat(database.queryValue("SELECT count(*) FROM imported_competition WHERE source = ?", source))
                .isEqualTo("" + size);
    }

    @Test
    @FullRun
    void an_import_of_10_000_rows_needs_at_most_64_mib() {
        List<Process> replicas = REPLICAS.stream().map(suite::process).toList();
        List<Long> before = replicas.stream().map(ProcessStats::liveHeapKib).toList();
        // Nearly the largest file, of 10 MiB.
        String path = startImport("s" + UUID.randomUUID().toString().substring(0, 8), 10_000, 950);
        long most = 0;
        while (isRunning(path)) {
            for (int n = 0; n < replicas.size(); n++) {
                most = Math.max(most, ProcessStats.liveHeapKib(replicas.get(n)) - before.get(n));
            }
        }
        System.out.printf("an import of 10,000 rows: %,d KiB%n", most);
        assertThat(superuser.get(path).json().get("counts").get("new").asInt()).isEqualTo(10_000);
        assertThat(most).isBetween(1L, 64L << 10);
    }

    private String startImport(String source, int size, int descriptionLength) {
        String file = "national_id,full_name,date,basic_description\n"
                + IntStream.range(0, size)
                        .mapToObj(n -> "%1$s-%2$d,%1$s meet %2$d,%3$s,%4$s%n"
                                .formatted(
                                        source,
                                        n,
                                        LocalDate.of(2032, 1, 1).plusDays(n % 360),
                                        "x".repeat(descriptionLength)))
                        .collect(Collectors.joining());
        return superuser
                .with("Content-Type", "text/csv")
                .send("POST", "/api/v1/imports?country=FIN&source=" + source, file.getBytes(StandardCharsets.UTF_8))
                .requireStatus(202)
                .header("Location");
    }

    private boolean isRunning(String path) {
        return superuser.get(path).json().get("state").asText().equals("running");
    }

    /** Migrates the schema first, then replaces the replicas, so that both versions write to the new schema. */
    @Test
    void replacing_replicas_one_by_one_on_a_new_schema_fails_no_request() {
        try (var writers = history.startWriters(superuser, 4)) {
            writeSome();
            migrate();
            for (String replica : REPLICAS) {
                writeSome();
                Process old = suite.process(replica);
                long begin = System.nanoTime();
                old.destroy();
                Eventually.within(MAX_SHUTDOWN_SECONDS, () -> !old.isAlive());
                System.out.printf("%s ended after %.1f s%n", replica, (System.nanoTime() - begin) / 1e9);
                awaitRestart(replica, old);
            }
            writeSome();
        }
        System.out.println("replicas replaced: " + history);
        assertThat(history.entries()).extracting(Operation::status).containsOnly(201);
        ConsistencyChecker.check(history, suite);
    }

    /** Adds columns with a default, which a migration may do while the previous version writes. */
    private void migrate() {
        String column = "added_" + System.nanoTime();
        TestDatabase database = new TestDatabase(suite);
        database.execute("SET lock_timeout = '1s'; ALTER TABLE competition ADD COLUMN " + column
                + " text NOT NULL DEFAULT ''; ALTER TABLE competition_history ADD COLUMN " + column + " text");
        database.execute("ANALYZE competition");
    }

    private void writeSome() {
        long begin = System.nanoTime();
        Eventually.within(30, () -> history.okSince(begin) >= 50);
    }

    private void awaitRestart(String replica, Process old) {
        ApiClient itself = ApiClient.on(suite.port(replica));
        Eventually.within(90, () -> suite.process(replica) != old && isUp(itself));
    }

    private static boolean isUp(ApiClient replica) {
        try {
            return replica.get(TestCompetitions.PATH).status() == 401;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }
}
