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

/** Compares the responses that clients got with the rows of the database. */
public final class ConsistencyChecker {
    private ConsistencyChecker() {}

    /** Requires one row for each confirmed create, none for a rejected one, at most one for an unknown outcome. */
    public static void check(OperationLog log, Suite suite) {
        Map<String, Long> rows = new TestDatabase(suite)
                .query("SELECT full_name FROM competition").stream()
                        .collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        assertThat(violations(log, Outcome.OK, create -> rows.getOrDefault(create.name(), 0L) != 1))
                .as("confirmed, but not stored exactly once; of " + log)
                .isEmpty();
        assertThat(violations(log, Outcome.FAIL, create -> rows.containsKey(create.name())))
                .as("rejected, but stored; of " + log)
                .isEmpty();
        assertThat(violations(log, Outcome.UNKNOWN, create -> rows.getOrDefault(create.name(), 0L) > 1))
                .as("unknown outcome, stored twice; of " + log)
                .isEmpty();
    }

    private static List<Operation> violations(OperationLog log, Outcome outcome, Predicate<Operation> wrong) {
        return log.ofKind(OperationLog.CREATE).stream()
                .filter(create -> create.outcome() == outcome)
                .filter(wrong)
                .toList();
    }
}
