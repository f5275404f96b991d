package run.opentrack.tests.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.faults.OperationLog;
import run.opentrack.tests.faults.OperationLog.Outcome;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/**
 * Promise B20: steady use leaks neither memory nor descriptors nor threads. It runs last, on a warm suite, for 30 minutes
 * or {@code -Dopentrack.soak.minutes}.
 */
@FullRun
@Order(Integer.MAX_VALUE)
class SoakTest {
    private static final List<String> SERVICES =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final int MINUTES = Integer.getInteger("opentrack.soak.minutes", 30);
    private static final int WARM_UP_SECONDS = 120;
    private static final int SAMPLE_INTERVAL_SECONDS = 3;
    private static final double MAX_MIB_PER_MINUTE = 1;
    /** Of descriptors and threads; idle connections come and go. */
    private static final int MAX_GROWTH = 16;
    /** Logins may be rejected with 503 on a shared machine. */
    private static final double MIN_SUCCESS_SHARE = 0.99;

    private final Suite suite = TestSuites.shared();

    @Test
    void steady_use_grows_neither_memory_nor_descriptors_nor_threads() throws Exception {
        Map<String, List<ProcessStats>> samples = new TreeMap<>();
        TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_MLT");
        OperationLog log = new OperationLog();
        try (var load = MixedLoad.start(suite.describe().gatewayUrl(), account, log)) {
            Thread.sleep(1_000L * Math.max(0, WARM_UP_SECONDS - uptimeSeconds()));
            for (int sample = 0; sample < 60 * MINUTES / SAMPLE_INTERVAL_SECONDS; sample++) {
                for (String service : SERVICES) {
                    samples.computeIfAbsent(service, first -> new ArrayList<>())
                            .add(ProcessStats.of(suite.process(service)));
                }
                Thread.sleep(1_000L * SAMPLE_INTERVAL_SECONDS);
            }
            samples.forEach((service, stats) -> System.out.printf(
                    "%s: %+.2f MiB a minute, %d MiB, %d descriptors, %d threads%n",
                    service,
                    mibPerMinute(stats),
                    stats.get(stats.size() - 1).residentKib() / 1_024,
                    max(stats, ProcessStats::descriptors),
                    max(stats, ProcessStats::threads)));
            System.out.println(log);
            assertThat(log.count(Outcome.UNKNOWN)).isZero();
            assertThat(log.count(Outcome.OK))
                    .isGreaterThan((long) (MIN_SUCCESS_SHARE * log.entries().size()));
        }
        assertThat(samples).allSatisfy((service, stats) -> {
            assertThat(mibPerMinute(stats)).as(service).isLessThan(MAX_MIB_PER_MINUTE);
            assertThat(growth(stats, ProcessStats::descriptors)).as(service).isLessThanOrEqualTo(MAX_GROWTH);
            assertThat(growth(stats, ProcessStats::threads)).as(service).isLessThanOrEqualTo(MAX_GROWTH);
        });
    }

    private long uptimeSeconds() {
        Instant started = suite.process("gateway").info().startInstant().orElseThrow();
        return Duration.between(started, Instant.now()).toSeconds();
    }

    /** Median slope of three thirds: a leak grows in each, one resize of the heap in one. */
    private static double mibPerMinute(List<ProcessStats> stats) {
        int third = stats.size() / 3;
        return IntStream.range(0, 3)
                .mapToDouble(i -> slope(stats.subList(i * third, (i + 1) * third)))
                .sorted()
                .toArray()[1];
    }

    /** Theil-Sen slope: a sample during a password hash is an outlier. */
    private static double slope(List<ProcessStats> stats) {
        double[] slopes = IntStream.range(0, stats.size())
                .boxed()
                .flatMapToDouble(from -> IntStream.range(from + 1, stats.size())
                        .mapToDouble(to -> (double) (stats.get(to).residentKib()
                                        - stats.get(from).residentKib())
                                / (to - from)))
                .sorted()
                .toArray();
        return slopes[slopes.length / 2] / 1_024 * 60 / SAMPLE_INTERVAL_SECONDS;
    }

    /** Maximum of the last third minus that of the first. */
    private static long growth(List<ProcessStats> stats, ToLongFunction<ProcessStats> what) {
        int third = stats.size() / 3;
        return max(stats.subList(stats.size() - third, stats.size()), what) - max(stats.subList(0, third), what);
    }

    private static long max(List<ProcessStats> stats, ToLongFunction<ProcessStats> what) {
        return stats.stream().mapToLong(what).max().orElseThrow();
    }
}
