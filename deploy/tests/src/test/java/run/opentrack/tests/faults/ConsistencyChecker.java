package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import run.opentrack.local.Suite;
import run.opentrack.tests.faults.OperationLog.Operation;
import run.opentrack.tests.faults.OperationLog.Outcome;
import run.opentrack.tests.support.TestDatabase;

/** Holds what clients were told against what the database has. */
public final class ConsistencyChecker {
    private ConsistencyChecker() {}

    /** Every create that was confirmed is there once, every refused one is absent, no other is there twice. */
    public static void check(OperationLog history, Suite suite) {
        Map<String, Long> rows = new TestDatabase(suite)
                .query("SELECT full_name FROM competition").stream()
                        .collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        assertThat(violations(history, Outcome.OK, entry -> rows.getOrDefault(entry.name(), 0L) != 1))
                .as("confirmed, and not there exactly once; of " + history)
                .isEmpty();
        assertThat(violations(history, Outcome.FAIL, entry -> rows.containsKey(entry.name())))
                .as("refused, and there all the same; of " + history)
                .isEmpty();
        assertThat(violations(history, Outcome.UNKNOWN, entry -> rows.getOrDefault(entry.name(), 0L) > 1))
                .as("of unknown outcome, and there twice; of " + history)
                .isEmpty();
    }

    private static List<Operation> violations(OperationLog history, Outcome outcome, Predicate<Operation> wrong) {
        return history.of(outcome).stream().filter(wrong).toList();
    }
}
