package run.opentrack.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class FixedWindowCounterTest {
    private final FixedWindowCounter counter = new FixedWindowCounter();

    @Test
    void units_up_to_the_limit_are_counted_in_one_window() {
        assertThat(counter.tryIncrement(5_000, 1_000, 2)).isTrue();
        assertThat(counter.tryIncrement(5_999, 1_000, 2)).isTrue();
        assertThat(counter.tryIncrement(5_999, 1_000, 2)).isFalse();
    }

    @Test
    void the_next_window_starts_at_zero() {
        assertThat(counter.tryIncrement(5_999, 1_000, 1)).isTrue();
        assertThat(counter.tryIncrement(6_000, 1_000, 1)).isTrue();
        assertThat(counter.tryIncrement(6_000, 1_000, 1)).isFalse();
    }

    @Test
    void windows_are_aligned_to_the_clock() {
        assertThat(counter.tryIncrement(59_999, 60_000, 1)).isTrue();
        assertThat(counter.tryIncrement(60_000, 60_000, 1)).isTrue();
    }

    @Test
    void a_rejected_unit_is_not_counted() {
        assertThat(counter.tryIncrement(1_000, 1_000, 1)).isTrue();
        assertThat(counter.tryIncrement(1_000, 1_000, 1)).isFalse();
        assertThat(counter.tryIncrement(1_000, 1_000, 2)).isTrue();
    }

    @Test
    void concurrent_increments_never_exceed_the_limit() {
        AtomicInteger counted = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().forEach(i -> {
            if (counter.tryIncrement(1_000, 1_000, 5_000)) {
                counted.incrementAndGet();
            }
        });
        assertThat(counted).hasValue(5_000);
    }

    @Test
    void a_counter_is_idle_after_its_window() {
        counter.tryIncrement(5_500, 1_000, 1);
        assertThat(counter.isIdleSince(5_999, 1_000)).isFalse();
        assertThat(counter.isIdleSince(6_000, 1_000)).isTrue();
    }
}
