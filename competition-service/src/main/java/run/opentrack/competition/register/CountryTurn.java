package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.shareddata.SharedData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import run.opentrack.access.Write;
import run.opentrack.wire.error.Refusal;

/**
 * Where a change, or a create with a key, waits for its country before it has a connection: one of each country at a time on a replica, since the
 * {@link CountryLock} lets in no more. Twenty that waited there for a lock that somebody holds were all connections of a
 * replica, and nobody could read. Other creates have the {@link RegistrationDesk} for that.
 */
@ApplicationScoped
class CountryTurn {
    private static final int MOST_WAITING = 1_000;

    private final SharedData shared;
    private final AtomicInteger waiting = new AtomicInteger();

    CountryTurn(Vertx vertx) {
        this.shared = vertx.sharedData();
    }

    /** Work, once it is its turn in all these countries; 503 where that takes longer than anybody waits. */
    <T> Uni<T> of(Collection<String> countries, Uni<T> work) {
        Uni<T> inTurn = work;
        // The first in order is taken first, as of the database's locks, so that two cannot wait for each other.
        for (String country : new TreeSet<>(countries).descendingSet()) {
            inTurn = of(country, inTurn);
        }
        return inTurn;
    }

    private <T> Uni<T> of(String country, Uni<T> work) {
        return Uni.createFrom().deferred(() -> take(country)).chain(taken -> work.eventually(taken::release));
    }

    private Uni<Lock> take(String country) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            throw Refusal.unavailable("Too many competitions are being changed at the moment", 1);
        }
        return UniHelper.toUni(shared.getLocalLockWithTimeout("country " + country, Write.PATIENCE.toMillis()))
                .onTermination()
                .invoke(waiting::decrementAndGet)
                .onFailure()
                .transform(late -> Refusal.unavailable());
    }
}
