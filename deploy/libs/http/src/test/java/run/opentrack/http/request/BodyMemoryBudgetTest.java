package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;

class BodyMemoryBudgetTest {
    private final BodyMemoryBudget budget = new BodyMemoryBudget(new TestHttpConfig(1_000, 100));

    @Test
    void bytes_up_to_the_limit_are_reserved() {
        assertThatCode(() -> {
                    budget.reserve(60);
                    budget.reserve(40);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void bytes_over_the_limit_are_503_and_reserve_nothing() {
        budget.reserve(60);
        assertThatThrownBy(() -> budget.reserve(41)).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(503);
            assertThat(exception.headers()).containsEntry("Retry-After", "1");
        });
        assertThatCode(() -> budget.reserve(40)).doesNotThrowAnyException();
    }

    @Test
    void released_bytes_can_be_reserved_again() {
        budget.reserve(100);
        budget.release(100);
        assertThatCode(() -> budget.reserve(100)).doesNotThrowAnyException();
    }
}
