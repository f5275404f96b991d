package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;

class HashingExecutorTest {
    private static final int LIMIT = 3;
    private static final int MAX_DELAYED = 20;

    private final Vertx vertx = Vertx.vertx();
    private final HashingExecutor executor = new HashingExecutor(new OneThreadQueueOfTwo());

    @AfterEach
    void close() {
        executor.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void clients_that_try_again_at_once_are_refused_four_times_a_second_each() throws InterruptedException {
        AtomicInteger refusals = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        fill();
        long since = System.nanoTime();
        for (int i = 0; i < MAX_DELAYED; i++) {
            vertx.runOnContext(begin -> tryUntil(over, refusals));
        }
        Thread.sleep(1_100);
        over.set(true);
        long quarters = (System.nanoTime() - since) / TimeUnit.MILLISECONDS.toNanos(250);
        assertThat(refusals.get()).isBetween(MAX_DELAYED, (int) quarters * MAX_DELAYED);
    }

    @Test
    void one_more_than_may_be_held_back_is_refused_at_once() throws InterruptedException {
        AtomicInteger refusals = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        CountDownLatch tried = new CountDownLatch(1);
        fill();
        vertx.runOnContext(begin -> {
            for (int i = 0; i < MAX_DELAYED + 1; i++) {
                login(Uni.createFrom().nothing(), refusals::incrementAndGet);
            }
            atOnce.set(refusals.get());
            tried.countDown();
        });
        assertThat(tried.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(atOnce).hasValue(1);
    }

    @Test
    void a_login_that_fails_as_it_begins_gives_its_place_back() throws InterruptedException {
        for (int i = 0; i < 2 * LIMIT; i++) {
            executor.runAdmitted(() -> {
                        throw new IllegalStateException("at once");
                    })
                    .subscribe()
                    .with(ended -> {}, failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
        }
        fill();
    }

    /** Every place is taken by a login that does not end. */
    private void fill() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(LIMIT);
        for (int i = 0; i < LIMIT; i++) {
            vertx.runOnContext(begin -> login(Uni.createFrom().emitter(never -> begun.countDown()), () -> {}));
        }
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private void tryUntil(AtomicBoolean over, AtomicInteger refusals) {
        login(Uni.createFrom().nothing(), () -> {
            refusals.incrementAndGet();
            if (!over.get()) {
                vertx.runOnContext(again -> tryUntil(over, refusals));
            }
        });
    }

    private void login(Uni<Void> login, Runnable refused) {
        executor.runAdmitted(() -> login).subscribe().with(ended -> {}, failure -> {
            assertThat(failure).isInstanceOf(ApiException.class);
            refused.run();
        });
    }

    private record OneThreadQueueOfTwo() implements PasswordConfig {
        @Override
        public int memoryKib() {
            return 1_024;
        }

        @Override
        public int iterations() {
            return 1;
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(1);
        }

        @Override
        public int maxQueueLength() {
            return 2;
        }
    }
}
