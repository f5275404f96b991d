package run.opentrack.database;

import io.smallrye.mutiny.Uni;

/**
 * Work that completes even if the client disconnects. A cancelled transaction of Hibernate Reactive leaks its
 * connection (quarkus issue 51576).
 */
public final class Uncancellable {
    private Uncancellable() {}

    public static <T> Uni<T> of(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
