package run.opentrack.auth.key;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import run.opentrack.database.security.SecurityDataRefresher;
import run.opentrack.http.error.ApiException;

/**
 * Publishes the public half of each key in the folder and knows which of them signs. Every replica does so on its own;
 * the table of published keys is what they agree in.
 */
@ApplicationScoped
public class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);

    private static final String PUBLISH =
            "INSERT INTO signing_key (kid, public_key, published_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private static final String PUBLISHED = "SELECT kid, public_key, published_at FROM signing_key";
    private static final String WITHDRAW = "DELETE FROM signing_key WHERE kid = $1";

    private final KeyConfig config;
    private final Pool database;
    private final SecurityDataRefresher feed;
    private final Clock clock;
    private volatile Map<String, SigningKey> held = Map.of();
    private volatile Map<String, Instant> publishedAt = Map.of();
    private volatile Map<String, Instant> strangersSince = Map.of();

    SigningKeys(KeyConfig config, Pool database, SecurityDataRefresher feed, Clock clock) {
        this.config = config;
        this.database = database;
        this.feed = feed;
        this.clock = clock;
    }

    /** A service without a usable key does not start. */
    void start(@Observes StartupEvent event) {
        RsaProvider.prefer();
        held = KeyFolder.read(config.folder());
    }

    /** The key that signs now; 503 before any is published. */
    SigningKey active() {
        return KeyRing.active(publishedAt, held, clock.instant(), config.activateAfter())
                .orElseThrow(ApiException::unavailable);
    }

    @Scheduled(
            every = "${opentrack.keys.refresh-every:PT10S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return Uni.createFrom()
                .item(() -> KeyFolder.read(config.folder()))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .chain(this::follow)
                .onFailure()
                .invoke(failure -> LOG.warnf("signing keys were not published: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> follow(Map<String, SigningKey> now) {
        Set<String> removed = new TreeSet<>(held.keySet());
        removed.removeAll(now.keySet());
        held = now;
        return publish(now)
                .chain(() -> withdraw(removed))
                .chain(this::learnPublished)
                .chain(() -> withdraw(longGone()))
                .chain(feed::refreshKeys);
    }

    private Uni<Void> publish(Map<String, SigningKey> keys) {
        return Multi.createFrom()
                .iterable(keys.values())
                .onItem()
                .transformToUniAndConcatenate(key -> database.preparedQuery(PUBLISH)
                        .execute(Tuple.of(
                                key.kid(), publicHalf(key), clock.instant().atOffset(ZoneOffset.UTC))))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Keys that are published but not in the folder, be it that another one has their name there. One published lately may
     * have come to another replica first, when a changed secret reaches the machines one after the other.
     */
    private Set<String> longGone() {
        Set<String> gone = new TreeSet<>();
        Instant lately = clock.instant().minus(config.activateAfter());
        strangersSince.forEach((kid, since) -> {
            if (since.isBefore(lately)) {
                gone.add(kid);
            }
        });
        return gone;
    }

    private Uni<Void> withdraw(Set<String> kids) {
        return Multi.createFrom()
                .iterable(kids)
                .onItem()
                .transformToUniAndConcatenate(kid -> {
                    LOG.infof("signing key %s is withdrawn", kid);
                    return database.preparedQuery(WITHDRAW).execute(Tuple.of(kid));
                })
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> learnPublished() {
        return database.query(PUBLISHED)
                .execute()
                .invoke(rows -> {
                    Map<String, Instant> own = new HashMap<>();
                    Map<String, Instant> strangers = new HashMap<>();
                    rows.forEach(row -> {
                        String kid = row.getString("kid");
                        Instant since = row.getOffsetDateTime("published_at").toInstant();
                        SigningKey mine = held.get(kid);
                        boolean isOwn = mine != null && publicHalf(mine).equals(row.getString("public_key"));
                        if (mine != null && !isOwn) {
                            LOG.errorf(
                                    "signing key %s is not the one that is published by this name; that one is withdrawn first",
                                    kid);
                        }
                        (isOwn ? own : strangers).put(kid, since);
                    });
                    publishedAt = own;
                    strangersSince = strangers;
                })
                .replaceWithVoid();
    }

    private static String publicHalf(SigningKey key) {
        return Base64.getEncoder().encodeToString(key.publicKey().getEncoded());
    }
}
