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
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/**
 * Promise B20: steady use leaves nothing behind. It comes last, when the other tests have warmed the suite, and takes three
 * minutes; in the long form thirty, or as many as {@code -Dopentrack.soak.minutes} says.
 */
@Order(Integer.MAX_VALUE)
class SoakTest {
    private static final List<String> SERVICES =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final int MINUTES = Integer.getInteger("opentrack.soak.minutes", TestSuites.isFullRun() ? 30 : 3);
    private static final int WARM_UP_SECONDS = 120;
    private static final int SAMPLE_INTERVAL_SECONDS = 3;
    private static final double MAX_MIB_PER_MINUTE = 1;
    /** Of descriptors and threads: connections come and go. */
    private static final int MAX_GROWTH = 16;
    /** Logins on a machine that others use may be told to come again. */
    private static final double MIN_SUCCESS_SHARE = 0.99;

    private final Suite suite = TestSuites.shared();

    @Test
    void steady_use_grows_neither_memory_nor_descriptors_nor_threads() throws Exception {
        Map<String, List<ProcessStats>> looks = new TreeMap<>();
        TestAccounts.TestAccount person = new TestAccounts(suite).withGroups("ADMIN_MLT");
        try (MixedLoad load = new MixedLoad(suite.describe().gatewayUrl(), person)) {
            Thread.sleep(1_000L * Math.max(0, WARM_UP_SECONDS - secondsUp()));
            for (int look = 0; look < 60 * MINUTES / SAMPLE_INTERVAL_SECONDS; look++) {
                for (String service : SERVICES) {
                    looks.computeIfAbsent(service, first -> new ArrayList<>())
                            .add(ProcessStats.of(suite.process(service)));
                }
                Thread.sleep(1_000L * SAMPLE_INTERVAL_SECONDS);
            }
            List<MixedLoad.RequestOutcome> outcomes = load.since(0);
            looks.forEach((service, held) -> System.out.printf(
                    "%s: %+.2f MiB a minute, %d MiB, %d descriptors, %d threads%n",
                    service,
                    mibPerMinute(held),
                    held.get(held.size() - 1).residentKib() / 1_024,
                    max(held, ProcessStats::descriptors),
                    max(held, ProcessStats::threads)));
            System.out.printf("%d requests%n", outcomes.size());
            assertThat(outcomes).isNotEmpty().noneMatch(MixedLoad.RequestOutcome::isUnknown);
            assertThat(outcomes.stream()
                            .filter(MixedLoad.RequestOutcome::isSuccess)
                            .count())
                    .isGreaterThan((long) (MIN_SUCCESS_SHARE * outcomes.size()));
        }
        assertThat(looks).allSatisfy((service, held) -> {
            assertThat(mibPerMinute(held)).as(service).isLessThan(MAX_MIB_PER_MINUTE);
            assertThat(growth(held, ProcessStats::descriptors)).as(service).isLessThanOrEqualTo(MAX_GROWTH);
            assertThat(growth(held, ProcessStats::threads)).as(service).isLessThanOrEqualTo(MAX_GROWTH);
        });
    }

    private long secondsUp() {
        Instant started = suite.process("gateway").info().startInstant().orElseThrow();
        return Duration.between(started, Instant.now()).toSeconds();
    }

    /** Of three parts the middle one: what leaks grows in each, and a heap that was made larger once does not count. */
    private static double mibPerMinute(List<ProcessStats> held) {
        int third = held.size() / 3;
        return IntStream.range(0, 3)
                .mapToDouble(i -> slope(held.subList(i * third, (i + 1) * third)))
                .sorted()
                .toArray()[1];
    }

    /** The middle one of those from each look to each later one: a look in the midst of a hash has 19 MiB more. */
    private static double slope(List<ProcessStats> held) {
        double[] slopes = IntStream.range(0, held.size())
                .boxed()
                .flatMapToDouble(from -> IntStream.range(from + 1, held.size())
                        .mapToDouble(to -> (double) (held.get(to).residentKib()
                                        - held.get(from).residentKib())
                                / (to - from)))
                .sorted()
                .toArray();
        return slopes[slopes.length / 2] / 1_024 * 60 / SAMPLE_INTERVAL_SECONDS;
    }

    /** How much more in the last third than in the first. */
    private static long growth(List<ProcessStats> held, ToLongFunction<ProcessStats> what) {
        int third = held.size() / 3;
        return max(held.subList(held.size() - third, held.size()), what) - max(held.subList(0, third), what);
    }

    private static long max(List<ProcessStats> held, ToLongFunction<ProcessStats> what) {
        return held.stream().mapToLong(what).max().orElseThrow();
    }
}
