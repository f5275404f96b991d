package run.opentrack.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(2, 1, 2);
    private final List<String> acquired = new ArrayList<>();
    private final List<String> evicted = new ArrayList<>();

    @Test
    void requests_over_the_limit_are_queued_and_over_the_queue_rejected() {
        ConcurrencyLimiter.Permit first = acquire("first");
        acquire("second");
        acquire("third");
        assertThat(acquired).containsExactly("first", "second");
        assertThat(limiter.tryRequest(() -> {}, () -> {})).isNull();
        first.release();
        assertThat(acquired).containsExactly("first", "second", "third");
        assertThat(limiter.tryRequest(() -> {}, () -> {})).isNotNull();
    }

    @Test
    void releasing_twice_frees_one_permit() {
        ConcurrencyLimiter.Permit first = acquire("first");
        acquire("second");
        first.release();
        first.release();
        acquire("third");
        acquire("fourth");
        assertThat(acquired).containsExactly("first", "second", "third");
    }

    @Test
    void a_released_queued_permit_is_never_acquired() {
        ConcurrencyLimiter.Permit first = acquire("first");
        acquire("second");
        acquire("third").release();
        first.release();
        assertThat(acquired).containsExactly("first", "second");
    }

    @Test
    void a_suspended_permit_frees_capacity_and_resumes_without_queueing() {
        ConcurrencyLimiter.Permit first = acquire("first");
        ConcurrencyLimiter.Permit second = acquire("second");
        acquire("third");
        first.suspend();
        assertThat(acquired).containsExactly("first", "second", "third");
        first.resume();
        acquire("fourth");
        second.release();
        assertThat(acquired).doesNotContain("fourth");
        first.release();
        assertThat(acquired).contains("fourth");
    }

    @Test
    void the_permit_suspended_longest_is_evicted_over_the_limit() {
        ConcurrencyLimiter.Permit first = acquire("first");
        ConcurrencyLimiter.Permit second = acquire("second");
        first.suspend();
        second.suspend();
        first.resume();
        first.suspend();
        acquire("third").suspend();
        assertThat(evicted).containsExactly("second");
    }

    @Test
    void queued_permits_are_acquired_in_order() {
        ConcurrencyLimiter queueing = new ConcurrencyLimiter(1, 3, 0);
        ConcurrencyLimiter.Permit first = queueing.tryRequest(() -> acquired.add("first"), () -> {});
        first.acquire();
        queueing.tryRequest(() -> acquired.add("second"), () -> {}).acquire();
        queueing.tryRequest(() -> acquired.add("third"), () -> {}).acquire();
        first.release();
        assertThat(acquired).containsExactly("first", "second");
    }

    @Test
    void releasing_a_suspended_permit_frees_no_capacity_twice() {
        ConcurrencyLimiter.Permit first = acquire("first");
        acquire("second");
        first.suspend();
        acquire("third");
        first.release();
        acquire("fourth");
        assertThat(acquired).containsExactly("first", "second", "third");
    }

    @Test
    void resuming_a_permit_that_is_not_suspended_changes_nothing() {
        ConcurrencyLimiter.Permit first = acquire("first");
        first.resume();
        acquire("second");
        assertThat(acquired).containsExactly("first", "second");
    }

    private ConcurrencyLimiter.Permit acquire(String name) {
        ConcurrencyLimiter.Permit[] permit = new ConcurrencyLimiter.Permit[1];
        permit[0] = limiter.tryRequest(() -> acquired.add(name), () -> {
            evicted.add(name);
            permit[0].release();
        });
        permit[0].acquire();
        return permit[0];
    }
}
