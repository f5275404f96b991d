package run.opentrack.database;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.http.error.ApiException;

/**
 * Transaction with a deadline and a definite outcome: 503 means not committed and never will be; 504 means COMMIT was
 * sent and the outcome is unknown. A transaction past its deadline does not commit.
 */
public final class WriteTransaction {
    /** Leaves time to respond within three seconds and to wait two for a lock. */
    public static final Duration TIMEOUT = Duration.ofMillis(2_600);

    private enum Stage {
        OPEN,
        COMMITTING,
        TIMED_OUT
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

    private WriteTransaction() {}

    /** Runs the work in a transaction; it continues if the client disconnects. */
    public static <T> Uni<T> run(Supplier<Uni<T>> work) {
        return run(write -> write.inTransaction(work));
    }

    /**
     * Runs work under one deadline.
     *
     * @param work steps before {@link #inTransaction}, and the transaction
     */
    public static <T> Uni<T> run(Function<WriteTransaction, Uni<T>> work) {
        WriteTransaction write = new WriteTransaction();
        return write.withDeadline(TIMEOUT, work.apply(write));
    }

    /** Runs the work in a transaction, unless the deadline has passed. */
    public <T> Uni<T> inTransaction(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (stage.get() == Stage.TIMED_OUT) {
                throw ApiException.unavailable();
            }
            return Panache.withTransaction(() -> work.get().invoke(this::markCommitting));
        });
    }

    /**
     * Runs a transaction that sends its own COMMIT.
     *
     * @param timeout remaining time of the client
     * @param work calls its argument just before COMMIT; that call fails after the deadline
     */
    public static <T> Uni<T> withOwnCommit(Duration timeout, Function<Runnable, Uni<T>> work) {
        WriteTransaction write = new WriteTransaction();
        return write.withDeadline(timeout, work.apply(write::markCommitting));
    }

    private <T> Uni<T> withDeadline(Duration timeout, Uni<T> transaction) {
        return Uncancellable.of(transaction)
                .onFailure(this::outcomeUnknown)
                .transform(failure -> ApiException.gatewayTimeout())
                .ifNoItem()
                .after(timeout)
                .recoverWithUni(() -> Uni.createFrom().failure(expire()));
    }

    private void markCommitting() {
        if (!stage.compareAndSet(Stage.OPEN, Stage.COMMITTING)) {
            throw ApiException.unavailable();
        }
    }

    private ApiException expire() {
        return stage.compareAndSet(Stage.OPEN, Stage.TIMED_OUT)
                ? ApiException.unavailable()
                : ApiException.gatewayTimeout();
    }

    /**
     * True if COMMIT may have been executed: a server that shuts down (SQLSTATE class 57) may report so after writing it. An
     * exception of our own follows a commit that was confirmed.
     */
    private boolean outcomeUnknown(Throwable failure) {
        if (stage.get() != Stage.COMMITTING || failure instanceof ApiException) {
            return false;
        }
        String state = SqlState.of(failure);
        return state == null || state.startsWith("57");
    }
}
