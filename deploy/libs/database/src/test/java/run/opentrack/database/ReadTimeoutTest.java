package run.opentrack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadTimeoutTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void result_in_time_is_returned() {
        assertThat(ReadTimeout.apply(Uni.createFrom().item("row")).await().atMost(LONG))
                .isEqualTo("row");
    }

    @Test
    void read_without_response_fails_within_three_seconds_as_a_transient_failure() {
        long begin = System.nanoTime();
        assertThatThrownBy(() ->
                        ReadTimeout.apply(Uni.createFrom().nothing()).await().atMost(LONG))
                .isInstanceOfSatisfying(TimeoutException.class, failure -> assertThat(new DatabaseExceptionTranslator()
                                .translate(failure)
                                .orElseThrow()
                                .status())
                        .isEqualTo(503));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void read_of_a_disconnected_client_is_not_cancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Uni<String> read = Uni.createFrom()
                .completionStage(new CompletableFuture<String>())
                .onCancellation()
                .invoke(() -> cancelled.set(true));
        ReadTimeout.apply(read).subscribe().with(row -> {}).cancel();
        assertThat(cancelled).isFalse();
    }
}
