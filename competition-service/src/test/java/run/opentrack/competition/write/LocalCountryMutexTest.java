package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

class LocalCountryMutexTest {
    private static final int MORE_THAN_MAY_WAIT = 1_100;

    private final Vertx vertx = Vertx.vertx();
    private final LocalCountryMutex turn = new LocalCountryMutex(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_crowd_that_waits_for_one_country_keeps_nobody_from_another() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
            turn.run(List.of("GRL"), Uni.createFrom().nothing()).subscribe().with(ended -> {}, refused::set);
        }
        assertThat(refused.get()).isInstanceOf(ApiException.class);
        assertThat(turn.run(List.of("FRO"), Uni.createFrom().item("done"))
                        .await()
                        .atMost(Duration.ofSeconds(1)))
                .isEqualTo("done");
    }

    @Test
    void a_second_country_is_waited_for_no_longer_than_the_patience_that_is_left() throws InterruptedException {
        Cancellable first = hold("FRO");
        hold("GRL");
        long since = System.nanoTime();
        vertx.setTimer(WriteTransaction.TIMEOUT.toMillis() * 2 / 3, now -> first.cancel());
        Uni<String> both = turn.run(List.of("GRL", "FRO"), Uni.createFrom().item("done"));
        assertThatThrownBy(() -> both.await().atMost(WriteTransaction.TIMEOUT.multipliedBy(2)))
                .isInstanceOf(ApiException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - since))
                .isBetween(WriteTransaction.TIMEOUT.minusMillis(50), WriteTransaction.TIMEOUT.plusMillis(600));
    }

    private Cancellable hold(String country) throws InterruptedException {
        AtomicBoolean held = new AtomicBoolean();
        Cancellable holding = turn.run(
                        List.of(country),
                        Uni.createFrom().nothing().onSubscription().invoke(() -> held.set(true)))
                .subscribe()
                .with(ended -> {});
        while (!held.get()) {
            Thread.sleep(1);
        }
        return holding;
    }
}
