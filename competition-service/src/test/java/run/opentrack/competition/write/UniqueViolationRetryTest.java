package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.Competition;

class UniqueViolationRetryTest {
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void a_violation_of_a_key_behind_the_duplicate_check_is_retried_once() {
        assertThat(run(violation(Competition.SLUG_KEY, "23505"), 1)).isEqualTo("done");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void a_second_violation_fails() {
        assertThatThrownBy(() -> run(violation(Competition.PRIMARY_KEY, "23505"), 2))
                .isInstanceOf(PgException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void a_violation_of_another_key_is_not_retried() {
        assertThatThrownBy(() -> run(violation("other_key", "23505"), 1)).isInstanceOf(PgException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void another_failure_is_not_retried() {
        assertThatThrownBy(() -> run(new IllegalStateException("other"), 1)).isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_violation_is_found_behind_other_exceptions() {
        assertThat(UniqueViolationRetry.isUniqueViolation(
                        new IllegalStateException(violation(Competition.NATURAL_KEY, "23505"))))
                .isTrue();
    }

    @Test
    void a_check_violation_is_a_data_error_and_no_unique_violation() {
        PgException check = violation("competition_year_check", "23514");
        assertThat(UniqueViolationRetry.isUniqueViolation(check)).isFalse();
        assertThat(UniqueViolationRetry.isDataError(check)).isTrue();
    }

    @Test
    void a_lock_timeout_and_a_lost_connection_are_no_data_errors() {
        assertThat(UniqueViolationRetry.isDataError(violation(null, "55P03"))).isFalse();
        assertThat(UniqueViolationRetry.isDataError(new java.io.IOException("lost")))
                .isFalse();
    }

    private String run(Throwable failure, int failures) {
        return UniqueViolationRetry.<String>retryOnViolation(() -> attempts.incrementAndGet() <= failures
                        ? Uni.createFrom().failure(failure)
                        : Uni.createFrom().item("done"))
                .await()
                .indefinitely();
    }

    private static PgException violation(String constraint, String state) {
        return new PgException(
                "failed",
                "ERROR",
                state,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "opentrack",
                "competition",
                null,
                null,
                constraint);
    }
}
