package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final long LONG_LIST_MILLIS = 8_000;

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
                requireSuccesses(log, MixedLoad.LOGIN, 5);
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

    /** Applies a migration of the next version while the old one runs and a long list is read. */
    private void migrate(Suite suite) throws Exception {
        Path more = Files.createDirectory(folder.resolve("migrations"));
        Files.writeString(
                more.resolve("V900__Prepare_for_the_next_version.sql"),
                "ALTER TABLE competition ADD COLUMN next_version text;");
        Path index = more.resolve("V901__Index_the_next_version.sql");
        Files.writeString(index, """
            SET lock_timeout = 0;
            DROP INDEX CONCURRENTLY IF EXISTS competition_next_version_idx;
            CREATE INDEX CONCURRENTLY competition_next_version_idx ON competition (next_version);
            """);
        Files.writeString(index.resolveSibling(index.getFileName() + ".conf"), "executeInTransaction=false");
        SuiteFile.Postgres postgres = suite.describe().postgres();
        String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database();
        try (Connection longList = DriverManager.getConnection(url, postgres.user(), postgres.password());
                var statement = longList.createStatement()) {
            longList.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM " + Migrate.SCHEMA + ".competition");
            new Thread(() -> end(longList)).start();
            int applied = Migrate.migrate(
                    Migrate.configure(url, postgres.user(), postgres.password())
                            .locations("classpath:db/migration", "filesystem:" + more),
                    Duration.ofMinutes(1));
            assertThat(applied).isPositive();
        }
    }

    /** Ends a transaction that reads a long list, after the migration has waited for it. */
    private static void end(Connection longList) {
        try {
            Thread.sleep(LONG_LIST_MILLIS);
            longList.commit();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
