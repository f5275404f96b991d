package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.shareddata.SharedData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Where a change, or a create with a key, waits for its country before it has a connection: one of each country at a time
 * on a replica, since the {@link CountryAdvisoryLock} lets in no more. Twenty that waited there for a lock that somebody holds were
 * all connections of a replica, and nobody could read. Other creates have the {@link CreateQueue} for that.
 */
@ApplicationScoped
class LocalCountryMutex {
    private static final int MAX_WAITING_PER_COUNTRY = 1_000;

    private final SharedData shared;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    LocalCountryMutex(Vertx vertx) {
        this.shared = vertx.sharedData();
    }

    /** Work, once it is its turn in all these countries; 503 where that takes longer than anybody waits. */
    <T> Uni<T> run(Collection<String> countries, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            long end = System.nanoTime() + WriteTransaction.TIMEOUT.toNanos();
            Uni<T> inTurn = work;
            // The first in order is taken first, as of the database's locks, so that two cannot wait for each other.
            for (String country : new TreeSet<>(countries).descendingSet()) {
                inTurn = run(country, end, inTurn);
            }
            return inTurn;
        });
    }

    private <T> Uni<T> run(String country, long end, Uni<T> work) {
        return Uni.createFrom().deferred(() -> take(country, end)).chain(taken -> work.eventually(taken::release));
    }

    private Uni<Lock> take(String country, long end) {
        if (waiting.merge(country, 1, Integer::sum) > MAX_WAITING_PER_COUNTRY) {
            decrementWaiting(country);
            throw ApiException.unavailable("Too many competitions of this country are being changed at the moment", 1);
        }
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        return UniHelper.toUni(shared.getLocalLockWithTimeout("country " + country, left))
                .onTermination()
                .invoke(() -> decrementWaiting(country))
                .onFailure()
                .transform(late -> ApiException.unavailable());
    }

    private void decrementWaiting(String country) {
        waiting.computeIfPresent(country, (waited, many) -> many == 1 ? null : many - 1);
    }
}
