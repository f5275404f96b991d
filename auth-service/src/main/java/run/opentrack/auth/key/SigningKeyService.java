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
public class SigningKeyService {
    private static final Logger LOG = Logger.getLogger(SigningKeyService.class);

    private static final String INSERT =
            "INSERT INTO signing_key (kid, public_key, published_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private static final String SELECT_ALL = "SELECT kid, public_key, published_at FROM signing_key";
    private static final String DELETE = "DELETE FROM signing_key WHERE kid = $1";

    private final KeyConfig config;
    private final Pool database;
    private final SecurityDataRefresher feed;
    private final Clock clock;
    private volatile Map<String, SigningKey> privateKeys = Map.of();
    private volatile Map<String, Instant> publishedAt = Map.of();
    private volatile Map<String, Instant> foreignSince = Map.of();

    SigningKeyService(KeyConfig config, Pool database, SecurityDataRefresher feed, Clock clock) {
        this.config = config;
        this.database = database;
        this.feed = feed;
        this.clock = clock;
    }

    /** A service without a usable key does not start. */
    void start(@Observes StartupEvent event) {
        CorrettoProvider.install();
        privateKeys = PemKeyLoader.load(config.folder());
    }

    /** The key that signs now; 503 before any is published. */
    SigningKey active() {
        return ActiveKeySelector.select(publishedAt, privateKeys, clock.instant(), config.activationDelay())
                .orElseThrow(ApiException::unavailable);
    }

    @Scheduled(
            every = "${opentrack.keys.refresh-interval:PT10S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return Uni.createFrom()
                .item(() -> PemKeyLoader.load(config.folder()))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .chain(this::synchronize)
                .onFailure()
                .invoke(failure -> LOG.warnf("signing keys were not published: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> synchronize(Map<String, SigningKey> now) {
        Set<String> removed = new TreeSet<>(privateKeys.keySet());
        removed.removeAll(now.keySet());
        privateKeys = now;
        return publish(now)
                .chain(() -> delete(removed))
                .chain(this::loadPublished)
                .chain(() -> delete(staleForeignKeys()))
                .chain(feed::refreshKeys);
    }

    private Uni<Void> publish(Map<String, SigningKey> keys) {
        return Multi.createFrom()
                .iterable(keys.values())
                .onItem()
                .transformToUniAndConcatenate(key -> database.preparedQuery(INSERT)
                        .execute(Tuple.of(
                                key.kid(), encodePublicKey(key), clock.instant().atOffset(ZoneOffset.UTC))))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Keys that are published but not in the folder, be it that another one has their name there. One published lately may
     * have come to another replica first, when a changed secret reaches the machines one after the other.
     */
    private Set<String> staleForeignKeys() {
        Set<String> stale = new TreeSet<>();
        Instant threshold = clock.instant().minus(config.activationDelay());
        foreignSince.forEach((kid, since) -> {
            if (since.isBefore(threshold)) {
                stale.add(kid);
            }
        });
        return stale;
    }

    private Uni<Void> delete(Set<String> kids) {
        return Multi.createFrom()
                .iterable(kids)
                .onItem()
                .transformToUniAndConcatenate(kid -> {
                    LOG.infof("signing key %s is withdrawn", kid);
                    return database.preparedQuery(DELETE).execute(Tuple.of(kid));
                })
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> loadPublished() {
        return database.query(SELECT_ALL)
                .execute()
                .invoke(rows -> {
                    Map<String, Instant> own = new HashMap<>();
                    Map<String, Instant> foreign = new HashMap<>();
                    rows.forEach(row -> {
                        String kid = row.getString("kid");
                        Instant since = row.getOffsetDateTime("published_at").toInstant();
                        SigningKey mine = privateKeys.get(kid);
                        boolean isOwn = mine != null && encodePublicKey(mine).equals(row.getString("public_key"));
                        if (mine != null && !isOwn) {
                            LOG.errorf(
                                    "signing key %s is not the one that is published by this name; that one is withdrawn first",
                                    kid);
                        }
                        (isOwn ? own : foreign).put(kid, since);
                    });
                    publishedAt = own;
                    foreignSince = foreign;
                })
                .replaceWithVoid();
    }

    private static String encodePublicKey(SigningKey key) {
        return Base64.getEncoder().encodeToString(key.publicKey().getEncoded());
    }
}
