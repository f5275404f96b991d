package run.opentrack.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class WriteTransactionTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void result_of_the_work_is_returned() {
        assertThat(WriteTransaction.<String>withOwnCommit(LONG, markCommitting -> {
                            markCommitting.run();
                            return Uni.createFrom().item("done");
                        })
                        .await()
                        .atMost(LONG))
                .isEqualTo("done");
    }

    @Test
    void failure_before_commit_is_passed_on() {
        IOException failure = new IOException("connection lost");
        assertThat(failureOf(WriteTransaction.withOwnCommit(
                        LONG, markCommitting -> Uni.createFrom().failure(failure))))
                .hasRootCause(failure);
    }

    @Test
    void exception_of_ours_after_a_confirmed_commit_is_passed_on() {
        assertThat(statusOf(WriteTransaction.withOwnCommit(LONG, markCommitting -> {
                    markCommitting.run();
                    return Uni.createFrom().failure(ApiException.unauthenticated("Incorrect username or password"));
                })))
                .isEqualTo(401);
    }

    @Test
    void timeout_before_commit_is_503() {
        assertThat(statusOf(WriteTransaction.withOwnCommit(
                        SHORT, markCommitting -> Uni.createFrom().nothing())))
                .isEqualTo(503);
    }

    @Test
    void transaction_past_its_deadline_does_not_commit() {
        AtomicReference<Runnable> mark = new AtomicReference<>();
        Uni<Void> work = WriteTransaction.withOwnCommit(SHORT, markCommitting -> {
            mark.set(markCommitting);
            return Uni.createFrom().nothing();
        });
        assertThat(statusOf(work)).isEqualTo(503);
        assertThatThrownBy(() -> mark.get().run())
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                        .isEqualTo(503));
    }

    @Test
    void timeout_after_commit_was_sent_is_504() {
        assertThat(statusOf(WriteTransaction.withOwnCommit(SHORT, markCommitting -> {
                    markCommitting.run();
                    return Uni.createFrom().nothing();
                })))
                .isEqualTo(504);
    }

    @Test
    void connection_lost_after_commit_was_sent_is_504() {
        assertThat(statusOf(failingAfterCommit(new IOException("connection lost"))))
                .isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P02", "57014"})
    void shutdown_of_the_server_after_commit_was_sent_is_504(String sqlState) {
        assertThat(statusOf(failingAfterCommit(new PgException("x", "FATAL", sqlState, ""))))
                .isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01"})
    void commit_that_the_database_refuses_is_passed_on(String sqlState) {
        PgException failure = new PgException("x", "ERROR", sqlState, "");
        assertThat(failureOf(failingAfterCommit(failure))).isSameAs(failure);
    }

    @Test
    void commit_is_marked_once() {
        AtomicReference<Runnable> mark = new AtomicReference<>();
        WriteTransaction.withOwnCommit(LONG, markCommitting -> {
            mark.set(markCommitting);
            markCommitting.run();
            return Uni.createFrom().nullItem();
        });
        assertThatThrownBy(() -> mark.get().run()).isInstanceOf(ApiException.class);
    }

    @Test
    void deadline_covers_what_precedes_the_transaction() {
        assertThat(WriteTransaction.<Integer>run(transaction -> Uni.createFrom().item(1))
                        .await()
                        .atMost(LONG))
                .isEqualTo(1);
    }

    @Test
    void client_that_disconnects_does_not_cancel_the_work() {
        CompletableFuture<String> work = new CompletableFuture<>();
        AtomicReference<String> result = new AtomicReference<>();
        AtomicReference<Boolean> cancelled = new AtomicReference<>(false);
        Uni<String> observed = Uni.createFrom()
                .completionStage(work)
                .onCancellation()
                .invoke(() -> cancelled.set(true))
                .invoke(result::set);
        Uncancellable.of(observed).subscribe().with(item -> {}).cancel();
        work.complete("done");
        assertThat(cancelled.get()).isFalse();
        assertThat(result.get()).isEqualTo("done");
    }

    private static Uni<Void> failingAfterCommit(Throwable failure) {
        return WriteTransaction.withOwnCommit(LONG, markCommitting -> {
            markCommitting.run();
            return Uni.createFrom().failure(failure);
        });
    }

    private static int statusOf(Uni<?> work) {
        return ((ApiException) failureOf(work)).status();
    }

    private static Throwable failureOf(Uni<?> work) {
        try {
            work.await().atMost(LONG);
        } catch (RuntimeException failure) {
            return failure;
        }
        throw new AssertionError("succeeded");
    }
}
