package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int THREADS = 2;
    private static final int MOST = 40;

    private final Admission admission = new Admission(THREADS, MOST);

    @Test
    void a_machine_that_hashes_fast_has_the_whole_queue() {
        hashes(10);
        assertThat(admission.places()).isEqualTo(THREADS + MOST);
    }

    @Test
    void a_busy_machine_lets_in_what_it_can_hash_within_700_ms() {
        assertThat(admission.enter()).isTrue();
        hashes(350);
        assertThat(admission.places()).isEqualTo(THREADS + 4);
    }

    @Test
    void a_busy_time_is_forgotten_by_the_first_login_after_it() {
        int atFirst = admission.places();
        assertThat(admission.enter()).isTrue();
        admission.leave();
        hashes(1_000);
        assertThat(admission.places()).isLessThan(atFirst);
        assertThat(admission.enter()).isTrue();
        assertThat(admission.places()).isEqualTo(atFirst);
    }

    private void hashes(long millis) {
        for (int i = 0; i < 100; i++) {
            admission.took(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
