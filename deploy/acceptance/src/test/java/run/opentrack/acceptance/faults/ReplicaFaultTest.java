package run.opentrack.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.faults.History.Entry;
import run.opentrack.acceptance.faults.History.Outcome;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** One of two replicas goes, by force or in order, while clients write. */
class ReplicaFaultTest {
    private static final List<String> REPLICAS = List.of("competition-service", "competition-service-2");

    private static final int LONGEST_SHUTDOWN_SECONDS = 15;

    private final Suite suite = Suites.faulty().suite();
    private final Api superuser = new People(suite).superuser();
    private final History history = new History();

    @Test
    void a_replica_killed_during_writes_loses_nothing_and_repeats_nothing() {
        try (Writers writers = Writers.start(superuser, history, 8)) {
            writeSome();
            Process old = suite.process("competition-service-2");
            Signals.kill(old);
            Eventually.within(10, () -> !old.isAlive());
            writeSome();
            assertThat(superuser.get(Competitions.PATH + "?limit=1").status()).isEqualTo(200);
            awaitBack("competition-service-2", old);
        }
        System.out.println("a replica killed: " + history);
        assertThat(history.entries())
                .allSatisfy(entry -> assertThat(entry.status()).isIn(201, 502, 503));
        assertThat(history.count(Outcome.UNKNOWN)).as("only what was under way").isLessThanOrEqualTo(8);
        Checker.check(history, suite);
    }

    /** As in a rollout: the schema first, then the replicas, so that old and new ones write to the new schema. */
    @Test
    void replicas_replaced_one_after_the_other_on_a_new_schema_fail_no_request() {
        try (Writers writers = Writers.start(superuser, history, 4)) {
            writeSome();
            migrate();
            for (String replica : REPLICAS) {
                writeSome();
                Process old = suite.process(replica);
                long begin = System.nanoTime();
                old.destroy();
                Eventually.within(LONGEST_SHUTDOWN_SECONDS, () -> !old.isAlive());
                System.out.printf("%s ended after %.1f s%n", replica, (System.nanoTime() - begin) / 1e9);
                awaitBack(replica, old);
            }
            writeSome();
        }
        System.out.println("replicas replaced: " + history);
        assertThat(history.entries()).extracting(Entry::status).containsOnly(201);
        Checker.check(history, suite);
    }

    /** What a migration may do while the version before still writes: new columns with a default, and tables. */
    private void migrate() {
        String column = "added_" + System.nanoTime();
        Sql sql = new Sql(suite);
        sql.execute("SET lock_timeout = '1s'; ALTER TABLE competition ADD COLUMN " + column
                + " text NOT NULL DEFAULT ''; ALTER TABLE competition_history ADD COLUMN " + column + " text");
        sql.execute("ANALYZE competition");
    }

    private void writeSome() {
        long begin = System.nanoTime();
        Eventually.within(30, () -> history.okSince(begin) >= 50);
    }

    private void awaitBack(String replica, Process old) {
        Api itself = Api.on(suite.port(replica));
        Eventually.within(90, () -> suite.process(replica) != old && answers(itself));
    }

    private static boolean answers(Api replica) {
        try {
            return replica.get(Competitions.PATH).status() == 401;
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }
}
