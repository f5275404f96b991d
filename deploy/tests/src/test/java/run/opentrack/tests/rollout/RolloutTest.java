package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.schema.Migrate;
import run.opentrack.tests.faults.ConsistencyChecker;
import run.opentrack.tests.faults.OperationLog;
import run.opentrack.tests.faults.OperationLog.Outcome;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Two replicas of each service behind a load balancer, under load: crashes, and a rollout with a schema migration. */
class RolloutTest {
    private static final List<String> FIRST =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final List<String> SECOND =
            FIRST.stream().map(name -> name + "-2").toList();
    private static final long STEADY_MILLIS = 1_500;

    @TempDir
    private Path folder;

    /** Starts eight services twice, which takes minutes. */
    @Test
    @FullRun
    void crashes_and_a_rollout_fail_no_read_and_lose_or_duplicate_no_write() throws Exception {
        assumeTrue(HaproxyFrontend.isInstalled(), "haproxy is not installed");
        Path version = Files.writeString(folder.resolve("version.properties"), "opentrack.gateway.environment=old\n");
        try (Suite suite = TestSuites.dedicated("rollout", 2, settings(version))) {
            List<ReplicaProcess> first = ReplicaProcess.of(suite, FIRST);
            List<ReplicaProcess> second = ReplicaProcess.of(suite, SECOND);
            List<ReplicaProcess> gateways = List.of(first.get(3), second.get(3));
            TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_MLT");
            try (HaproxyFrontend address = HaproxyFrontend.start(gateways, folder)) {
                OperationLog log = new OperationLog();
                try (var load = MixedLoad.start(address.url(), account, log)) {
                    steady();
                    killInTurn(first);
                    steady();
                    long rollout = System.nanoTime();
                    migrate(suite);
                    steady();
                    Files.writeString(version, "opentrack.gateway.environment=new\n");
                    restart(first);
                    restart(second);
                    steady();
                    assertThat(log.entries())
                            .as("during the rolling restart")
                            .noneMatch(entry -> entry.at() >= rollout && entry.outcome() != Outcome.OK);
                }
                assertThat(log.ofKind(MixedLoad.READ))
                        .hasSizeGreaterThan(200)
                        .allMatch(read -> read.outcome() == Outcome.OK);
                requireSuccesses(log, MixedLoad.LOGIN, 20);
                requireSuccesses(log, OperationLog.CREATE, 100);
                ConsistencyChecker.check(log, suite);
                assertThat(new TestDatabase(suite).queryValue("SELECT count(next_version) FROM competition"))
                        .isEqualTo("0");
                gateways.forEach(RolloutTest::assertNewVersion);
            }
        }
    }

    private static Map<String, String> settings(Path version) {
        return Map.of(
                "QUARKUS_CONFIG_LOCATIONS", version.toString(),
                "QUARKUS_SHUTDOWN_DELAY", "3S",
                "OPENTRACK_LOGIN_MAX_FAILURES_PER_IP", "1000000");
    }

    /** Kills one replica of each service, one after the other, and awaits their restarts. */
    private static void killInTurn(List<ReplicaProcess> replicas) throws InterruptedException {
        Map<ReplicaProcess, Process> killed = new LinkedHashMap<>();
        for (ReplicaProcess replica : replicas) {
            killed.put(replica, replica.kill());
            steady();
        }
        killed.forEach(ReplicaProcess::awaitSuccessorOf);
    }

    /** Restarts one replica of each service while the other one serves. */
    private static void restart(List<ReplicaProcess> replicas) throws InterruptedException {
        Map<ReplicaProcess, Process> ended = new LinkedHashMap<>();
        for (ReplicaProcess replica : replicas) {
            ended.put(replica, replica.terminate());
            Thread.sleep(STEADY_MILLIS / 3);
        }
        ended.forEach(ReplicaProcess::awaitSuccessorOf);
    }

    /** Applies a migration of the next version while the old one runs. */
    private void migrate(Suite suite) throws IOException {
        Path more = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(more.resolve("V900__Prepare_for_the_next_version.sql"), """
            ALTER TABLE competition ADD COLUMN next_version text;
            CREATE INDEX competition_next_version ON competition (next_version) WHERE next_version IS NOT NULL;
            """);
        SuiteFile.Postgres postgres = suite.describe().postgres();
        int applied = Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database(),
                        postgres.user(),
                        postgres.password())
                .defaultSchema(Migrate.SCHEMA)
                .locations("classpath:db/migration", "filesystem:" + more)
                .load()
                .migrate()
                .migrationsExecuted;
        assertThat(applied).isPositive();
    }

    private static void requireSuccesses(OperationLog log, String kind, int minimum) {
        assertThat(log.ofKind(kind).stream().filter(entry -> entry.outcome() == Outcome.OK))
                .hasSizeGreaterThan(minimum);
    }

    private static void assertNewVersion(ReplicaProcess gateway) {
        ApiClient.Response pong = ApiClient.on(gateway.port()).get("/api/v1/ping/");
        assertThat(pong.json().get("enviroment").asText()).isEqualTo("new");
    }

    private static void steady() throws InterruptedException {
        Thread.sleep(STEADY_MILLIS);
    }
}
