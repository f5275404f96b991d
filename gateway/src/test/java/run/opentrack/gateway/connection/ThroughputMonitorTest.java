package run.opentrack.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThroughputMonitorTest {
    private final ThroughputMonitor monitor = new ThroughputMonitor(new TenSeconds());

    @Test
    void throughput_below_the_minimum_after_the_grace_period_is_too_slow() {
        assertThat(isBelowMinimum(0, 1)).isFalse();
        assertThat(isBelowMinimum(5, 11)).isFalse();
        assertThat(isBelowMinimum(9, 12)).isTrue();
    }

    @Test
    void an_early_burst_does_not_compensate_for_a_later_stall() {
        assertThat(isBelowMinimum(0, 1)).isFalse();
        assertThat(isBelowMinimum(100_000_000, 12)).isFalse();
        assertThat(isBelowMinimum(100_000_001, 18)).isTrue();
    }

    @Test
    void a_steady_stream_is_never_too_slow() {
        for (int second = 1; second < 1_000; second++) {
            assertThat(isBelowMinimum(second * 4_096L, second)).isFalse();
        }
    }

    @Test
    void a_reset_starts_a_new_grace_period() {
        assertThat(isBelowMinimum(0, 1)).isFalse();
        monitor.reset();
        assertThat(isBelowMinimum(0, 50)).isFalse();
        assertThat(isBelowMinimum(1, 59)).isFalse();
    }

    private boolean isBelowMinimum(long bytes, long second) {
        return monitor.isBelowMinimum(bytes, TimeUnit.SECONDS.toNanos(second));
    }

    private record TenSeconds() implements ClientConnection.SlowClientConfig {
        @Override
        public Duration headerTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration gracePeriod() {
            return Duration.ofSeconds(10);
        }

        @Override
        public long minBytesPerSecond() {
            return 4_096;
        }

        @Override
        public Duration idleTimeout() {
            return Duration.ofSeconds(60);
        }
    }
}
