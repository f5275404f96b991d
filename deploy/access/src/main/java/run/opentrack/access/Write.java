package run.opentrack.access;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.wire.error.Refusal;

/**
 * A transaction whose refusal can be believed: 503 says that nothing was written and nothing will be. Where the commit had
 * been sent and no answer came, nobody knows, and the client is told that with a 504. It is told in time, however long the
 * database takes; a transaction that was given up meanwhile does not commit.
 */
public final class Write {
    /** Lets an answer arrive within three seconds, and a lock be waited for two. */
    public static final Duration PATIENCE = Duration.ofMillis(2_600);

    private enum Stage {
        OPEN,
        COMMITTING,
        GIVEN_UP
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

    private Write() {}

    /** Goes on to its end when the client hangs up. */
    public static <T> Uni<T> of(Supplier<Uni<T>> work) {
        return of(write -> write.transaction(work));
    }

    /** @param whole what comes before the {@link #transaction}, and it; the patience is one for both */
    public static <T> Uni<T> of(Function<Write, Uni<T>> whole) {
        Write write = new Write();
        return write.watched(PATIENCE, whole.apply(write));
    }

    /** Not begun for a client that has been told already. */
    public <T> Uni<T> transaction(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            if (stage.get() == Stage.GIVEN_UP) {
                throw Refusal.unavailable();
            }
            return Panache.withTransaction(() -> work.get().invoke(this::beginCommit));
        });
    }

    /**
     * One that sends its own COMMIT.
     *
     * @param patience of a client who has waited already
     * @param work calls what it is given just before it sends COMMIT; that fails where nobody waits any more
     */
    public static <T> Uni<T> committing(Duration patience, Function<Runnable, Uni<T>> work) {
        Write write = new Write();
        return write.watched(patience, work.apply(write::beginCommit));
    }

    private <T> Uni<T> watched(Duration patience, Uni<T> transaction) {
        return Unbroken.of(transaction)
                .onFailure(this::isUndecided)
                .transform(failure -> Refusal.gatewayTimeout())
                .ifNoItem()
                .after(patience)
                .recoverWithUni(() -> Uni.createFrom().failure(giveUp()));
    }

    private void beginCommit() {
        if (!stage.compareAndSet(Stage.OPEN, Stage.COMMITTING)) {
            throw Refusal.unavailable();
        }
    }

    private Refusal giveUp() {
        return stage.compareAndSet(Stage.OPEN, Stage.GIVEN_UP) ? Refusal.unavailable() : Refusal.gatewayTimeout();
    }

    /** A server that is shut down or crashes (class 57) may say so to a client whose commit it has just written. */
    private boolean isUndecided(Throwable failure) {
        if (stage.get() != Stage.COMMITTING) {
            return false;
        }
        String state = SqlState.of(failure);
        return state == null || state.startsWith("57");
    }
}
