package run.opentrack.database;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.http.error.ApiException;

/**
 * A transaction whose refusal can be believed: 503 says that nothing was written and nothing will be. Where the commit had
 * been sent and no answer came, nobody knows, and the client is told that with a 504. It is told in time, however long the
 * database takes; a transaction that was given up meanwhile does not commit.
 */
public final class WriteTransaction {
    /** Lets an answer arrive within three seconds, and a lock be waited for two. */
    public static final Duration TIMEOUT = Duration.ofMillis(2_600);

    private enum Stage {
        OPEN,
        COMMITTING,
        TIMED_OUT
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

    private WriteTransaction() {}

    /** Goes on to its end when the client hangs up. */
    public static <T> Uni<T> run(Supplier<Uni<T>> work) {
        return run(write -> write.inTransaction(work));
    }

    /** @param work what comes before the {@link #transaction}, and it; the patience is one for both */
    public static <T> Uni<T> run(Function<WriteTransaction, Uni<T>> work) {
        WriteTransaction write = new WriteTransaction();
        return write.withDeadline(TIMEOUT, work.apply(write));
    }

    /** Not begun for a client that has been told already. */
    public <T> Uni<T> inTransaction(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (stage.get() == Stage.TIMED_OUT) {
                throw ApiException.unavailable();
            }
            return Panache.withTransaction(() -> work.get().invoke(this::markCommitting));
        });
    }

    /**
     * One that sends its own COMMIT.
     *
     * @param timeout of a client who has waited already
     * @param work calls what it is given just before it sends COMMIT; that fails where nobody waits any more
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

    /** A server that is shut down or crashes (class 57) may say so to a client whose commit it has just written. */
    private boolean outcomeUnknown(Throwable failure) {
        if (stage.get() != Stage.COMMITTING) {
            return false;
        }
        String state = SqlState.of(failure);
        return state == null || state.startsWith("57");
    }
}
