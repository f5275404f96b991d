package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdaptiveConcurrencyLimitTest {
    private static final int THREADS = 2;
    private static final int MAX_QUEUE_LENGTH = 40;

    private final AdaptiveConcurrencyLimit limit = new AdaptiveConcurrencyLimit(THREADS, MAX_QUEUE_LENGTH);

    @Test
    void fast_hashes_allow_the_whole_queue() {
        hashes(10);
        assertThat(limit.limit()).isEqualTo(THREADS + MAX_QUEUE_LENGTH);
    }

    @Test
    void slow_hashes_allow_what_finishes_within_700_ms() {
        assertThat(limit.tryAcquire()).isTrue();
        hashes(350);
        assertThat(limit.limit()).isEqualTo(THREADS + 4);
    }

    @Test
    void first_login_after_an_idle_time_resets_the_estimate() {
        int atFirst = limit.limit();
        assertThat(limit.tryAcquire()).isTrue();
        limit.release();
        hashes(1_000);
        assertThat(limit.limit()).isLessThan(atFirst);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.limit()).isEqualTo(atFirst);
    }

    @Test
    void each_thread_has_a_permit_however_slow_the_hashes_are() {
        assertThat(limit.tryAcquire()).isTrue();
        hashes(60_000);
        assertThat(limit.limit()).isEqualTo(THREADS);
    }

    @Test
    void permits_are_limited_and_available_again_after_a_release() {
        assertThat(limit.tryAcquire()).isTrue();
        hashes(60_000);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void delayed_rejections_are_bounded() {
        int delayed = 0;
        while (limit.delayRejection()) {
            delayed++;
        }
        assertThat(delayed).isEqualTo(MAX_QUEUE_LENGTH + THREADS * 21);
        limit.endDelay();
        assertThat(limit.delayRejection()).isTrue();
        assertThat(limit.delayRejection()).isFalse();
    }

    private void hashes(long millis) {
        for (int i = 0; i < 100; i++) {
            limit.recordHashTime(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
