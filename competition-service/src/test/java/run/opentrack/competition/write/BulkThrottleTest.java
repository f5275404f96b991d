package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BulkThrottleTest {
    private final BulkThrottle throttle = new BulkThrottle();

    @Test
    void fast_batches_grow_step_by_step_up_to_128_items() {
        for (int expected : new int[] {64, 128, 128}) {
            execute(expected / 2, 1);
            assertThat(throttle.batchSize()).isEqualTo(expected);
        }
    }

    @Test
    void a_batch_takes_50_ms_alone_and_10_ms_beside_other_writes() {
        execute(64, 32);
        assertThat(throttle.batchSize()).isBetween(80, 100);
        assertThat(throttle.remainingPause().toMillis()).isNotPositive();
        throttle.onSingleWrite();
        assertThat(throttle.batchSize()).isBetween(16, 20);
    }

    @Test
    void slow_batches_have_16_items_and_a_short_pause() {
        throttle.onSingleWrite();
        execute(32, 3_000);
        assertThat(throttle.batchSize()).isEqualTo(16);
        assertThat(throttle.remainingPause().toMillis()).isBetween(1L, 20L);
    }

    private void execute(int size, long millis) {
        throttle.onBatch(size, System.nanoTime() - millis * 1_000_000);
    }
}
