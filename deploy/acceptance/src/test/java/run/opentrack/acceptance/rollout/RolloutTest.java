package run.opentrack.acceptance.rollout;

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
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.schema.Migrate;

/** Two of each behind one address, under load: replicas die, and a new version with another schema comes. */
class RolloutTest {
    private static final List<String> FIRST =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final List<String> SECOND =
            FIRST.stream().map(name -> name + "-2").toList();
    private static final long CALM_MILLIS = 1_500;

    @TempDir
    private Path folder;

    /** In the long form alone: eight services are started twice over, which takes more than two minutes. */
    @Test
    @EnabledIfSystemProperty(named = "opentrack.full", matches = "true")
    void replicas_that_die_and_a_new_version_fail_no_read_and_lose_or_double_no_write() throws Exception {
        assumeTrue(OneAddress.isInstalled(), "haproxy is not installed");
        Path version = Files.writeString(folder.resolve("version.properties"), "opentrack.gateway.environment=old\n");
        try (Suite suite = Suites.own("rollout", 2, settings(version))) {
            List<Replica> first = Replica.of(suite, FIRST);
            List<Replica> second = Replica.of(suite, SECOND);
            List<Replica> gateways = List.of(first.get(3), second.get(3));
            People.Person person = new People(suite).withGroups("ADMIN_MLT");
            try (OneAddress address = OneAddress.before(gateways, folder)) {
                MixedLoad load = new MixedLoad(address.url(), person);
                try (load) {
                    calm();
                    killInTurn(first);
                    calm();
                    long rollout = System.nanoTime();
                    migrate(suite);
                    calm();
                    Files.writeString(version, "opentrack.gateway.environment=new\n");
                    restart(first);
                    restart(second);
                    calm();
                    assertThat(bad(load.since(rollout)))
                            .as("failed in the rolling restart")
                            .isEmpty();
                }
                judge(load, suite);
                gateways.forEach(RolloutTest::isNew);
            }
        }
    }

    private static Map<String, String> settings(Path version) {
        return Map.of(
                "QUARKUS_CONFIG_LOCATIONS", version.toString(),
                "QUARKUS_SHUTDOWN_DELAY", "3S",
                "OPENTRACK_LOGIN_ADDRESS_FAILURES", "1000000");
    }

    /** One replica of each, one after the other; all come back. */
    private static void killInTurn(List<Replica> replicas) throws InterruptedException {
        Map<Replica, Process> killed = new LinkedHashMap<>();
        for (Replica replica : replicas) {
            killed.put(replica, replica.kill());
            calm();
        }
        killed.forEach(Replica::awaitSuccessorOf);
    }

    /** One replica of each, while the other one serves. */
    private static void restart(List<Replica> replicas) throws InterruptedException {
        Map<Replica, Process> ended = new LinkedHashMap<>();
        for (Replica replica : replicas) {
            ended.put(replica, replica.terminate());
            Thread.sleep(CALM_MILLIS / 3);
        }
        ended.forEach(Replica::awaitSuccessorOf);
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

    private static void judge(MixedLoad load, Suite suite) {
        assertThat(bad(load.of("read"))).as("failed reads").isEmpty();
        assertThat(load.of("read")).hasSizeGreaterThan(200);
        assertThat(load.of("login").stream().filter(MixedLoad.Outcome::isGood)).hasSizeGreaterThan(20);
        Map<String, Long> rows = new Sql(suite)
                .rows("SELECT full_name FROM competition").stream()
                        .collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        List<String> wrong = new ArrayList<>();
        for (MixedLoad.Outcome create : load.of("create")) {
            long there = rows.getOrDefault(create.name(), 0L);
            if (create.isGood() ? there != 1 : there > (create.isUnknown() ? 1 : 0)) {
                wrong.add(there + " rows of " + create);
            }
        }
        assertThat(wrong).as("lost or doubled writes").isEmpty();
        assertThat(load.of("create").stream().filter(MixedLoad.Outcome::isGood)).hasSizeGreaterThan(100);
        assertThat(new Sql(suite).one("SELECT count(next_version) FROM competition"))
                .isEqualTo("0");
    }

    private static List<MixedLoad.Outcome> bad(List<MixedLoad.Outcome> outcomes) {
        return outcomes.stream().filter(outcome -> !outcome.isGood()).toList();
    }

    private static void isNew(Replica gateway) {
        Api.Answer pong = Api.on(gateway.port()).get("/api/v1/ping/");
        assertThat(pong.json().get("enviroment").asText()).isEqualTo("new");
    }

    private static void calm() throws InterruptedException {
        Thread.sleep(CALM_MILLIS);
    }
}
