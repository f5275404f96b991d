package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyLimitTest {
    private static final int THREADS = 2;
    private static final int MAX_QUEUE_LENGTH = 40;

    private final AdaptiveConcurrencyLimit limit = new AdaptiveConcurrencyLimit(THREADS, MAX_QUEUE_LENGTH);

    @Test
    void a_machine_that_hashes_fast_has_the_whole_queue() {
        hashes(10);
        assertThat(limit.limit()).isEqualTo(THREADS + MAX_QUEUE_LENGTH);
    }

    @Test
    void a_busy_machine_lets_in_what_it_can_hash_within_700_ms() {
        assertThat(limit.tryAcquire()).isTrue();
        hashes(350);
        assertThat(limit.limit()).isEqualTo(THREADS + 4);
    }

    @Test
    void a_busy_time_is_forgotten_by_the_first_login_after_it() {
        int atFirst = limit.limit();
        assertThat(limit.tryAcquire()).isTrue();
        limit.release();
        hashes(1_000);
        assertThat(limit.limit()).isLessThan(atFirst);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.limit()).isEqualTo(atFirst);
    }

    private void hashes(long millis) {
        for (int i = 0; i < 100; i++) {
            limit.recordHashTime(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
