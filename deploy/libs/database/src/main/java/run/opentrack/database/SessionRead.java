package run.opentrack.database;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Read of entities in a session of its own, with {@link ReadTimeout}. */
public final class SessionRead {
    private SessionRead() {}

    public static <T> Uni<T> run(Supplier<Uni<T>> read) {
        return ReadTimeout.apply(Panache.withSession(read));
    }
}
