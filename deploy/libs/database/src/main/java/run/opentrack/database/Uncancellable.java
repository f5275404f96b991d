package run.opentrack.database;

import io.smallrye.mutiny.Uni;

/**
 * Work that goes on to its end when the client that asked for it hangs up. A transaction of Hibernate Reactive that is
 * cancelled half-way keeps its connection (quarkus issue 51576); one that is left alone commits or rolls back and gives
 * it back.
 */
public final class Uncancellable {
    private Uncancellable() {}

    public static <T> Uni<T> of(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
