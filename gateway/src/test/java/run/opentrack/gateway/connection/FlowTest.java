package run.opentrack.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlowTest {
    private final Flow flow = new Flow(new TenSeconds());

    @Test
    void few_bytes_are_too_slow_after_the_grace() {
        assertThat(isTooSlow(0, 1)).isFalse();
        assertThat(isTooSlow(5, 11)).isFalse();
        assertThat(isTooSlow(9, 12)).isTrue();
    }

    @Test
    void a_rush_does_not_pay_for_a_standstill() {
        assertThat(isTooSlow(0, 1)).isFalse();
        assertThat(isTooSlow(100_000_000, 12)).isFalse();
        assertThat(isTooSlow(100_000_001, 18)).isTrue();
    }

    @Test
    void a_steady_stream_may_last() {
        for (int second = 1; second < 1_000; second++) {
            assertThat(isTooSlow(second * 4_096L, second)).isFalse();
        }
    }

    @Test
    void a_rest_is_no_standstill() {
        assertThat(isTooSlow(0, 1)).isFalse();
        flow.rest();
        assertThat(isTooSlow(0, 50)).isFalse();
        assertThat(isTooSlow(1, 59)).isFalse();
    }

    private boolean isTooSlow(long bytes, long second) {
        return flow.isTooSlow(bytes, TimeUnit.SECONDS.toNanos(second));
    }

    private record TenSeconds() implements Pace {
        @Override
        public Duration head() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration grace() {
            return Duration.ofSeconds(10);
        }

        @Override
        public long slowest() {
            return 4_096;
        }

        @Override
        public Duration idle() {
            return Duration.ofSeconds(60);
        }
    }
}
