package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
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
    private final HashingExecutor executor =
            new HashingExecutor(null, new TestHashingConfig(1_024, 1, OptionalInt.of(1), 2));

    @AfterEach
    void close() {
        executor.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void clients_that_retry_at_once_are_rejected_four_times_a_second_each() throws InterruptedException {
        AtomicInteger rejections = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        fill();
        long since = System.nanoTime();
        for (int i = 0; i < MAX_DELAYED; i++) {
            vertx.runOnContext(begin -> tryUntil(over, rejections));
        }
        Thread.sleep(1_100);
        over.set(true);
        long quarters = (System.nanoTime() - since) / TimeUnit.MILLISECONDS.toNanos(250);
        assertThat(rejections.get()).isBetween(MAX_DELAYED, (int) quarters * MAX_DELAYED);
    }

    @Test
    void rejection_beyond_the_maximum_of_delayed_ones_is_immediate() throws InterruptedException {
        AtomicInteger rejections = new AtomicInteger();
        AtomicInteger immediate = new AtomicInteger();
        CountDownLatch tried = new CountDownLatch(1);
        fill();
        vertx.runOnContext(begin -> {
            for (int i = 0; i < MAX_DELAYED + 1; i++) {
                login(Uni.createFrom().nothing(), rejections::incrementAndGet);
            }
            immediate.set(rejections.get());
            tried.countDown();
        });
        assertThat(tried.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(immediate).hasValue(1);
    }

    @Test
    void work_runs_at_a_lower_priority_and_continues_in_the_context_of_the_caller() throws Exception {
        CompletableFuture<Boolean> sameContext = new CompletableFuture<>();
        CompletableFuture<String> status = new CompletableFuture<>();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(begin -> executor.submit(HashingExecutorTest::threadStatus)
                .subscribe()
                .with(
                        result -> {
                            status.complete(result);
                            sameContext.complete(Vertx.currentContext() == context);
                        },
                        status::completeExceptionally));
        String[] fields = status.get(5, TimeUnit.SECONDS).split(" ");
        assertThat(fields[18]).isEqualTo("10");
        assertThat(sameContext.get(5, TimeUnit.SECONDS)).isTrue();
    }

    /** At their niceness the threads get a tenth of a core at least. */
    @Test
    void a_password_is_verified_in_time_while_other_processes_take_every_core() throws Exception {
        PasswordHasher hasher = new PasswordHasher(new TestHashingConfig(19_456, 2));
        String hash = hasher.hash("correct horse");
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                others.add(new ProcessBuilder("timeout", "60", "sh", "-c", "while :; do :; done").start());
            }
            for (int i = 0; i < 3; i++) {
                assertThat(executor.submit(() -> hasher.verify(hash, "correct horse"))
                                .await()
                                .atMost(Duration.ofSeconds(5)))
                        .isTrue();
            }
            assertThat(others).allMatch(Process::isAlive);
        } finally {
            others.forEach(Process::destroy);
        }
    }

    @Test
    void work_that_waited_for_longer_than_its_client_is_dropped() throws Exception {
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<Throwable> rejected = new CompletableFuture<>();
        executor.submit(() -> sleep(2_100)).subscribe().with(ended -> {});
        executor.submit(() -> late.getAndSet(true)).subscribe().with(ended -> {}, rejected::complete);
        assertThat(rejected.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                        .isEqualTo(503));
        assertThat(late).isFalse();
    }

    @Test
    void work_beyond_the_queue_is_rejected() {
        AtomicInteger rejected = new AtomicInteger();
        for (int i = 0; i < 1 + 2 + 1; i++) {
            executor.submit(() -> sleep(200)).subscribe().with(ended -> {}, failure -> rejected.incrementAndGet());
        }
        assertThat(rejected).hasValue(1);
    }

    /** Fields of proc(5), of which the niceness is the 19th; the name of the thread has no blank. */
    private static String threadStatus() {
        try {
            return Files.readString(Path.of("/proc/thread-self/stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void login_that_fails_at_once_releases_its_permit() throws InterruptedException {
        for (int i = 0; i < 2 * LIMIT; i++) {
            executor.runAdmitted(() -> {
                        throw new IllegalStateException("at once");
                    })
                    .subscribe()
                    .with(ended -> {}, failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
        }
        fill();
    }

    /** Acquires every permit by a login that does not end. */
    private void fill() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(LIMIT);
        for (int i = 0; i < LIMIT; i++) {
            vertx.runOnContext(begin -> login(Uni.createFrom().emitter(never -> begun.countDown()), () -> {}));
        }
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private void tryUntil(AtomicBoolean over, AtomicInteger rejections) {
        login(Uni.createFrom().nothing(), () -> {
            rejections.incrementAndGet();
            if (!over.get()) {
                vertx.runOnContext(again -> tryUntil(over, rejections));
            }
        });
    }

    private void login(Uni<Void> login, Runnable rejected) {
        executor.runAdmitted(() -> login).subscribe().with(ended -> {}, failure -> {
            assertThat(failure).isInstanceOf(ApiException.class);
            rejected.run();
        });
    }
}
