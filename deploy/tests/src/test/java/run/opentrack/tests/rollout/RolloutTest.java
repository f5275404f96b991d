package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.schema.Migrate;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Two of each behind one address, under load: replicas die, and a new version with another schema comes. */
class RolloutTest {
    private static final List<String> FIRST =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final List<String> SECOND =
            FIRST.stream().map(name -> name + "-2").toList();
    private static final long STEADY_MILLIS = 1_500;

    @TempDir
    private Path folder;

    /** In the long form alone: eight services are started twice over, which takes more than two minutes. */
    @Test
    @EnabledIfSystemProperty(named = "opentrack.full", matches = "true")
    void replicas_that_die_and_a_new_version_fail_no_read_and_lose_or_double_no_write() throws Exception {
        assumeTrue(HaproxyFrontend.isInstalled(), "haproxy is not installed");
        Path version = Files.writeString(folder.resolve("version.properties"), "opentrack.gateway.environment=old\n");
        try (Suite suite = TestSuites.dedicated("rollout", 2, settings(version))) {
            List<ReplicaProcess> first = ReplicaProcess.of(suite, FIRST);
            List<ReplicaProcess> second = ReplicaProcess.of(suite, SECOND);
            List<ReplicaProcess> gateways = List.of(first.get(3), second.get(3));
            TestAccounts.TestAccount person = new TestAccounts(suite).withGroups("ADMIN_MLT");
            try (HaproxyFrontend address = HaproxyFrontend.start(gateways, folder)) {
                MixedLoad load = new MixedLoad(address.url(), person);
                try (load) {
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
                    assertThat(bad(load.since(rollout)))
                            .as("failed in the rolling restart")
                            .isEmpty();
                }
                check(load, suite);
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

    /** One replica of each, one after the other; all come back. */
    private static void killInTurn(List<ReplicaProcess> replicas) throws InterruptedException {
        Map<ReplicaProcess, Process> killed = new LinkedHashMap<>();
        for (ReplicaProcess replica : replicas) {
            killed.put(replica, replica.kill());
            steady();
        }
        killed.forEach(ReplicaProcess::awaitSuccessorOf);
    }

    /** One replica of each, while the other one serves. */
    private static void restart(List<ReplicaProcess> replicas) throws InterruptedException {
        Map<ReplicaProcess, Process> ended = new LinkedHashMap<>();
        for (ReplicaProcess replica : replicas) {
            ended.put(replica, replica.terminate());
            Thread.sleep(STEADY_MILLIS / 3);
        }
        ended.forEach(ReplicaProcess::awaitSuccessorOf);
    }

    /** What the next version needs, added while the old one runs. */
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

    private static void check(MixedLoad load, Suite suite) {
        assertThat(bad(load.of("read"))).as("failed reads").isEmpty();
        assertThat(load.of("read")).hasSizeGreaterThan(200);
        assertThat(load.of("login").stream().filter(MixedLoad.RequestOutcome::isSuccess))
                .hasSizeGreaterThan(20);
        Map<String, Long> rows = new TestDatabase(suite)
                .query("SELECT full_name FROM competition").stream()
                        .collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        List<String> wrong = new ArrayList<>();
        for (MixedLoad.RequestOutcome create : load.of("create")) {
            long there = rows.getOrDefault(create.name(), 0L);
            if (create.isSuccess() ? there != 1 : there > (create.isUnknown() ? 1 : 0)) {
                wrong.add(there + " rows of " + create);
            }
        }
        assertThat(wrong).as("lost or doubled writes").isEmpty();
        assertThat(load.of("create").stream().filter(MixedLoad.RequestOutcome::isSuccess))
                .hasSizeGreaterThan(100);
        assertThat(new TestDatabase(suite).queryValue("SELECT count(next_version) FROM competition"))
                .isEqualTo("0");
    }

    private static List<MixedLoad.RequestOutcome> bad(List<MixedLoad.RequestOutcome> outcomes) {
        return outcomes.stream().filter(outcome -> !outcome.isSuccess()).toList();
    }

    private static void assertNewVersion(ReplicaProcess gateway) {
        ApiClient.Response pong = ApiClient.on(gateway.port()).get("/api/v1/ping/");
        assertThat(pong.json().get("enviroment").asText()).isEqualTo("new");
    }

    private static void steady() throws InterruptedException {
        Thread.sleep(STEADY_MILLIS);
    }
}
