package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunRepositoryTest {
    private final AtomicInteger attempts = new AtomicInteger();

    private String runWithFailures(int failures, Exception failure) {
        return RunRepository.withRetries(Uni.createFrom()
                        .deferred(() -> attempts.incrementAndGet() <= failures
                                ? Uni.createFrom().<String>failure(failure)
                                : Uni.createFrom().item("stored")))
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    @Test
    void a_statement_is_repeated_after_lost_connections() {
        assertThat(runWithFailures(3, new SocketException("Connection reset"))).isEqualTo("stored");
        assertThat(attempts).hasValue(4);
    }

    @Test
    void a_statement_is_not_repeated_without_end() {
        assertThatThrownBy(() -> runWithFailures(4, new SocketException("Connection reset")))
                .hasMessageContaining("reset");
        assertThat(attempts).hasValue(4);
    }

    @Test
    void a_rejected_statement_is_not_repeated() {
        assertThatThrownBy(() -> runWithFailures(1, new PgException("not unique", "ERROR", "23505", "")))
                .isInstanceOf(PgException.class);
        assertThat(attempts).hasValue(1);
    }
}
