package run.opentrack.access;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** A {@link Read} of entities, in a session of its own. */
public final class SessionRead {
    private SessionRead() {}

    public static <T> Uni<T> of(Supplier<Uni<T>> read) {
        return Read.inTime(Panache.withSession(read));
    }
}
