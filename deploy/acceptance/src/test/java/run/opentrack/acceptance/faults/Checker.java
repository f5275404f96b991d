package run.opentrack.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import run.opentrack.acceptance.faults.History.Entry;
import run.opentrack.acceptance.faults.History.Outcome;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.local.Suite;

/** Holds what clients were told against what the database has. */
public final class Checker {
    private Checker() {}

    /** Every create that was confirmed is there once, every refused one is absent, no other is there twice. */
    public static void check(History history, Suite suite) {
        Map<String, Long> rows = new Sql(suite)
                .rows("SELECT full_name FROM competition").stream()
                        .collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        assertThat(offenders(history, Outcome.OK, entry -> rows.getOrDefault(entry.name(), 0L) != 1))
                .as("confirmed, and not there exactly once; of " + history)
                .isEmpty();
        assertThat(offenders(history, Outcome.FAIL, entry -> rows.containsKey(entry.name())))
                .as("refused, and there all the same; of " + history)
                .isEmpty();
        assertThat(offenders(history, Outcome.UNKNOWN, entry -> rows.getOrDefault(entry.name(), 0L) > 1))
                .as("of unknown outcome, and there twice; of " + history)
                .isEmpty();
    }

    private static List<Entry> offenders(History history, Outcome outcome, Predicate<Entry> wrong) {
        return history.of(outcome).stream().filter(wrong).toList();
    }
}
