package run.opentrack.acceptance.rollout;

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
import run.opentrack.acceptance.suite.Held;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/**
 * Promise B20: steady use leaves nothing behind. It comes last, when the other tests have warmed the suite, and takes three
 * minutes; in the long form thirty, or as many as {@code -Dopentrack.soak.minutes} says.
 */
@Order(Integer.MAX_VALUE)
class SoakTest {
    private static final List<String> SERVICES =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    private static final int MINUTES = Integer.getInteger("opentrack.soak.minutes", Suites.inFull() ? 30 : 3);
    private static final int SECONDS_TO_WARM = 120;
    private static final int SECONDS_BETWEEN_LOOKS = 3;
    private static final double MOST_MIB_A_MINUTE = 1;
    /** Of descriptors and threads: connections come and go. */
    private static final int MOST_MORE = 16;
    /** Logins on a machine that others use may be told to come again. */
    private static final double GOOD = 0.99;

    private final Suite suite = Suites.shared();

    @Test
    void steady_use_grows_neither_memory_nor_descriptors_nor_threads() throws Exception {
        Map<String, List<Held>> looks = new TreeMap<>();
        People.Person person = new People(suite).withGroups("ADMIN_MLT");
        try (MixedLoad load = new MixedLoad(suite.describe().gatewayUrl(), person)) {
            Thread.sleep(1_000L * Math.max(0, SECONDS_TO_WARM - secondsUp()));
            for (int look = 0; look < 60 * MINUTES / SECONDS_BETWEEN_LOOKS; look++) {
                for (String service : SERVICES) {
                    looks.computeIfAbsent(service, first -> new ArrayList<>()).add(Held.by(suite.process(service)));
                }
                Thread.sleep(1_000L * SECONDS_BETWEEN_LOOKS);
            }
            List<MixedLoad.Outcome> outcomes = load.since(0);
            looks.forEach((service, held) -> System.out.printf(
                    "%s: %+.2f MiB a minute, %d MiB, %d descriptors, %d threads%n",
                    service,
                    mibAMinute(held),
                    held.get(held.size() - 1).kib() / 1_024,
                    most(held, Held::descriptors),
                    most(held, Held::threads)));
            System.out.printf("%d requests%n", outcomes.size());
            assertThat(outcomes).isNotEmpty().noneMatch(MixedLoad.Outcome::isUnknown);
            assertThat(outcomes.stream().filter(MixedLoad.Outcome::isGood).count())
                    .isGreaterThan((long) (GOOD * outcomes.size()));
        }
        assertThat(looks).allSatisfy((service, held) -> {
            assertThat(mibAMinute(held)).as(service).isLessThan(MOST_MIB_A_MINUTE);
            assertThat(grown(held, Held::descriptors)).as(service).isLessThanOrEqualTo(MOST_MORE);
            assertThat(grown(held, Held::threads)).as(service).isLessThanOrEqualTo(MOST_MORE);
        });
    }

    private long secondsUp() {
        Instant started = suite.process("gateway").info().startInstant().orElseThrow();
        return Duration.between(started, Instant.now()).toSeconds();
    }

    /** Of three parts the middle one: what leaks grows in each, and a heap that was made larger once does not count. */
    private static double mibAMinute(List<Held> held) {
        int third = held.size() / 3;
        return IntStream.range(0, 3)
                .mapToDouble(i -> slope(held.subList(i * third, (i + 1) * third)))
                .sorted()
                .toArray()[1];
    }

    /** The middle one of those from each look to each later one: a look in the midst of a hash has 19 MiB more. */
    private static double slope(List<Held> held) {
        double[] slopes = IntStream.range(0, held.size())
                .boxed()
                .flatMapToDouble(from -> IntStream.range(from + 1, held.size())
                        .mapToDouble(to ->
                                (double) (held.get(to).kib() - held.get(from).kib()) / (to - from)))
                .sorted()
                .toArray();
        return slopes[slopes.length / 2] / 1_024 * 60 / SECONDS_BETWEEN_LOOKS;
    }

    /** How much more in the last third than in the first. */
    private static long grown(List<Held> held, ToLongFunction<Held> what) {
        int third = held.size() / 3;
        return most(held.subList(held.size() - third, held.size()), what) - most(held.subList(0, third), what);
    }

    private static long most(List<Held> held, ToLongFunction<Held> what) {
        return held.stream().mapToLong(what).max().orElseThrow();
    }
}
